import { computed, signal } from '@preact/signals'
import { LAYER_PREFIXES } from '../../../src/engine/options/layers.ts'
import { parameters } from '../target.ts'
import { usedLayers } from './rows.ts'

const opened = signal(1)

/**
 * Number of overlay layers whose controls are shown. It includes the layers in use and the layers
 * that the user has added.
 */
export const layers = computed(() => Math.max(opened.value, usedLayers(parameters.value)))

/** Number of the next layer without controls. It is `undefined` if all layers have controls. */
export const nextLayer = computed(() => (layers.value < LAYER_PREFIXES.length ? layers.value + 1 : undefined))

/** Shows the controls for one more layer. */
export function addLayer(): void {
  opened.value = layers.peek() + 1
}
