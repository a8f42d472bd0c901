import type { Color } from '../color/color.ts'

/** Outline of letters. */
export interface Stroke {
  /** Width of the outline in pixels. */
  readonly width: number
  readonly color: Color
}

/** Shadow of letters. */
export interface Shadow {
  /** Standard deviation of the shadow's blur in pixels. 0 draws a hard shadow. */
  readonly blur: number
  /** Offset of the shadow to the right and down, in pixels. */
  readonly x: number
  readonly y: number
  readonly color: Color
}
