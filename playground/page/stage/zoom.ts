import { signal } from '@preact/signals'
import type { Zoom } from './viewing.ts'

/** Zoom factor that the user has chosen for the result. */
export const zoom = signal<Zoom>('fit')

/** The result's current scale in device pixels per picture pixel. */
export const scale = signal(1)

/** Callback for the next scale change. It runs when the picture is shown at the new scale. */
export const onScale: { run?: (() => void) | undefined } = {}

/** Divider position in the picture's visible part, from 0 to 1. */
export const divider = signal(0.5)

/** `true` if the user can drag the overlay on the result. */
export const placing = signal(false)
