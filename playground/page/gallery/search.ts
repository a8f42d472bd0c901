import { RECIPES, type Recipe } from '../../recipes.ts'
import { SYNONYMS } from '../../synonyms.ts'

/** Minimum number of characters of a search for recipes. Fewer match nearly all of them. */
const MIN_LENGTH = 2

/** Returns `true` if each word of a search occurs in a text. */
export function hasWords(text: string, search: string): boolean {
  const within = text.toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => within.includes(word))
}

/**
 * Returns the synonyms of a parameter. Those of overlay layers are the synonyms of the first layer.
 * @example synonymsOf('ol2url') // the synonyms of 'olurl'
 */
export const synonymsOf = (name: string): string => SYNONYMS[name.replace(/^ol[234]/, 'ol')] ?? ''

/**
 * Returns the recipes whose title, description or synonyms contain each word of a search, in the
 * order of the gallery. Returns no recipe for a shorter search than two characters.
 */
export function findRecipes(search: string): readonly Recipe[] {
  const wanted = search.trim()
  if (wanted.length < MIN_LENGTH) return []
  return RECIPES.filter(({ title, description, synonyms }) =>
    hasWords(`${title} ${description} ${synonyms}`, wanted),
  )
}
