import { computed, signal } from '@preact/signals'
import type { Recipe } from '../../recipes.ts'
import { catalog } from '../catalog.ts'
import { path, setTarget, target } from '../target.ts'
import { formatTarget } from '../target-text.ts'
import { needsSample, readQuery } from './recipe-query.ts'

const chosen = signal<boolean | undefined>(undefined)

/** Returns the path of a sample. Returns `undefined` if the server does not have the sample. */
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

/** Returns the path of the picture to which a recipe applies. */
export function pictureOf({ sample, query }: Recipe): string {
  const own = samplePath(sample)
  return own === undefined || (onCurrent.value && !needsSample(query)) ? path.value : own
}

const targetOf = (recipe: Recipe) => formatTarget(pictureOf(recipe), readQuery(recipe.query))

/** Returns `true` if the target is that of a recipe. */
export const isApplied = (recipe: Recipe): boolean => target.value === targetOf(recipe)

/** Replaces the parameters, and the picture if needed, by those of a recipe in one step. */
export function applyRecipe(recipe: Recipe): void {
  setTarget(targetOf(recipe))
}
