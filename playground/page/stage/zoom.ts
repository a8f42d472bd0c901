import { signal } from '@preact/signals'
import type { Zoom } from './viewing.ts'

/** Zoom of the result. */
export const zoom = signal<Zoom>('fit')

/** Device pixels per pixel of the picture at present. */
export const scale = signal(1)

/** Callback that runs when the picture has its new scale. */
export const onScale: { run?: (() => void) | undefined } = {}

/** Position of the divider in the visible part of the picture, from 0 to 1. */
export const divider = signal(0.5)

/** `true` if the overlay can be dragged on the result. */
export const placing = signal(false)
