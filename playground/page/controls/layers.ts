import { computed, signal } from '@preact/signals'
import { LAYER_PREFIXES } from '../../../src/signing/url/layers.ts'
import { parameters } from '../target.ts'
import { usedLayers } from './rows.ts'

const opened = signal(1)

/** How many layers of overlays have controls: those in use, and those that the reader has added. */
export const layers = computed(() => Math.max(opened.value, usedLayers(parameters.value)))

/** The number of the next layer; nothing where there are all. */
export const nextLayer = computed(() => (layers.value < LAYER_PREFIXES.length ? layers.value + 1 : undefined))

/** Shows the controls of one more layer. */
export function addLayer(): void {
  opened.value = layers.peek() + 1
}
