import type { Color } from '../color/color.ts'

/** Letter outline. */
export interface Stroke {
  /** Outline width in pixels. */
  readonly width: number
  readonly color: Color
}

/** Letter shadow. */
export interface Shadow {
  /** Standard deviation of the shadow's blur in pixels. 0 draws a hard shadow. */
  readonly blur: number
  /** Shadow offset to the right and down, in pixels. */
  readonly x: number
  readonly y: number
  readonly color: Color
}
