import { signal } from '@preact/signals'
import type { Zoom } from './viewing.ts'

/** Zoom factor that the user has chosen for the result. */
export const zoom = signal<Zoom>('fit')

/** Current scale of the result in device pixels per pixel of the picture. */
export const scale = signal(1)

/**
 * Callback for the next change of the scale. It runs when the picture is shown at the new scale.
 */
export const onScale: { run?: (() => void) | undefined } = {}

/** Position of the divider in the visible part of the picture, from 0 to 1. */
export const divider = signal(0.5)

/** `true` if the user can drag the overlay on the result. */
export const placing = signal(false)
