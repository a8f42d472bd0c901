import { signal } from '@preact/signals'
import type { Zoom } from './viewing.ts'

/** How large the result is shown. */
export const zoom = signal<Zoom>('fit')

/** Device pixels for a pixel of the picture, as it is shown now. */
export const scale = signal(1)

/** Runs once the picture has its new scale. */
export const onScale: { run?: (() => void) | undefined } = {}

/** Place of the divider in the visible part of the picture, from 0 to 1. */
export const divider = signal(0.5)

/** Whether the overlay can be dragged on the result. */
export const placing = signal(false)
