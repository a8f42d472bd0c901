import { RECIPES, type Recipe } from '../../recipes.ts'
import { SYNONYMS } from '../../synonyms.ts'

/** Minimum number of characters in a recipe search. Fewer match nearly all. */
const MIN_LENGTH = 2

/** Returns `true` if each word in a search occurs in a text. */
export function hasWords(text: string, search: string): boolean {
  const within = text.toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => within.includes(word))
}

/**
 * Returns a parameter's synonyms. Parameters in overlay layers have the first layer's.
 * @example synonymsOf('ol2url') // the synonyms of 'olurl'
 */
export const synonymsOf = (name: string): string => SYNONYMS[name.replace(/^ol[234]/, 'ol')] ?? ''

/**
 * Returns the recipes whose title, description or synonyms contain each search word, in gallery
 * order. Returns no recipe for a search with fewer than two characters.
 */
export function findRecipes(search: string): readonly Recipe[] {
  const wanted = search.trim()
  if (wanted.length < MIN_LENGTH) return []
  return RECIPES.filter(({ title, description, synonyms }) =>
    hasWords(`${title} ${description} ${synonyms}`, wanted),
  )
}
