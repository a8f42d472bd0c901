import { computed, signal } from '@preact/signals'
import type { Recipe } from '../../recipes.ts'
import { catalog } from '../catalog.ts'
import { focusOn } from '../controls/focus.ts'
import { openGroup } from '../controls/group.tsx'
import { narrow } from '../narrow.ts'
import { divider } from '../stage/zoom.ts'
import { path, setTarget, target } from '../target.ts'
import { formatTarget } from '../target-text.ts'
import { needsSample, queryForOther, readQuery, textOf } from './recipe-query.ts'

const chosen = signal<boolean | undefined>(undefined)

/** Returns a sample's path. Returns `undefined` if the server does not have the sample. */
const samplePath = (name: string) =>
  catalog.value.pictures.find((picture) => picture.path.endsWith(`/samples/${name}`))?.path

/**
 * `true` if recipes apply to the current picture, `false` if each applies to its sample. At first,
 * recipes apply to the current picture if it is no sample.
 */
export const onCurrent = computed(() => chosen.value ?? !/\/samples\/[^/]+$/.test(path.value))

/** Chooses whether recipes apply to the current picture. */
export function applyToCurrent(current: boolean): void {
  chosen.value = current
}

/** Returns the path to the picture to which a recipe applies. */
export function pictureOf({ sample, query }: Recipe): string {
  const own = samplePath(sample)
  return own === undefined || (onCurrent.value && !needsSample(query)) ? path.value : own
}

/** Returns `true` if a recipe applies to its sample although others apply to another picture. */
export const isBound = ({ query }: Recipe): boolean => onCurrent.value && needsSample(query)

const isOnSample = (recipe: Recipe) => pictureOf(recipe) === samplePath(recipe.sample)

function targetOf(recipe: Recipe): string {
  const query = isOnSample(recipe) ? readQuery(recipe.query) : queryForOther(recipe.query)
  return formatTarget(pictureOf(recipe), query)
}

/** Returns `true` if the target is a recipe's target. */
export const isApplied = (recipe: Recipe): boolean => target.value === targetOf(recipe)

/** Focuses a recipe's text, because it describes the sample and not the user's picture. */
function focusText(recipe: Recipe): void {
  const name = textOf(recipe.query)
  if (name === undefined || isOnSample(recipe)) return
  openGroup('overlay')
  // The field exists after the next frame. On a narrow page, focus would scroll the result away.
  if (!narrow.value) requestAnimationFrame(() => focusOn(`parameter-${name}`))
}

/**
 * Replaces the parameters, and the picture if needed, by a recipe's in one step. The result is then
 * shown without the "before" picture, which would hide the recipe's effect.
 */
export function applyRecipe(recipe: Recipe): void {
  setTarget(targetOf(recipe))
  divider.value = 0
  focusText(recipe)
  scrollTo(0, 0)
}
