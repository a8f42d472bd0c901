import { apply, type Matrix, multiply, type Vector } from '../color/matrix.ts'
import { RECOLOR_MATRIX_BYTES } from '../constants/kernel.ts'
import { upload } from '../wasm/heap.ts'
import { inPlace } from './in-place.ts'
import type { Effect } from './operation.ts'
import { direction } from './rotate.ts'

export interface Adjustment {
  /** Brightness factor, from 0 (black) to 4; 1 changes nothing. */
  readonly brightness: number
  /** Contrast factor, from 0 (all gray) to 4; 1 changes nothing. */
  readonly contrast: number
  /** Saturation factor, from 0 (no color) to 4; 1 changes nothing. */
  readonly saturation: number
  /** Hue rotation in degrees. */
  readonly hue: number
}

/** Luma weights for saturation and hue, rounded as in Filter Effects Module Level 1. */
const LUMA: Vector = [0.213, 0.715, 0.072]

/** Returns feColorMatrix's 3 × 3 matrix for `saturate`. */
function saturate(amount: number): Matrix {
  const rest = 1 - amount
  const [r, g, b] = LUMA
  return [
    [rest * r + amount, rest * g, rest * b],
    [rest * r, rest * g + amount, rest * b],
    [rest * r, rest * g, rest * b + amount],
  ]
}

/** Returns feColorMatrix's 3 × 3 matrix for `hueRotate`. */
function rotateHue(degrees: number): Matrix {
  const { cos, sin } = direction(degrees)
  const [r, g, b] = LUMA
  return [
    [r + cos * (1 - r) - sin * r, g - cos * g - sin * g, b - cos * b + sin * (1 - b)],
    [r - cos * r + sin * 0.143, g + cos * (1 - g) + sin * 0.14, b - cos * b - sin * 0.283],
    [r - cos * r - sin * (1 - r), g - cos * g + sin * g, b + cos * (1 - b) + sin * b],
  ]
}

/**
 * Returns the matrix that applies brightness, contrast, saturation and hue, in this order. The
 * formulas come from Filter Effects Module Level 1, but values are clamped only at the end.
 * @returns three rows with four weights each, for values from 0 to 255. Each row makes one output
 *   channel (R, G, B) from R, G, B and 1
 */
export function adjustMatrix({ brightness, contrast, saturation, hue }: Adjustment): readonly number[] {
  const colors = multiply(rotateHue(hue), saturate(saturation))
  const level = 127.5 * (1 - contrast)
  const offsets = apply(colors, [level, level, level])
  return colors.flatMap((row, channel) => [
    ...row.map((share) => share * contrast * brightness),
    offsets[channel] ?? 0,
  ])
}

/** `true` if the adjustment changes anything. */
function adjusts({ brightness, contrast, saturation, hue }: Adjustment): boolean {
  return brightness !== 1 || contrast !== 1 || saturation !== 1 || hue !== 0
}

/** Adjusts colors in place and clamps them. Alpha does not change. */
export const adjust: Effect<Adjustment> = {
  plan: ({ brightness = 1, contrast = 1, saturation = 1, hue = 0 }) => {
    const args = { brightness, contrast, saturation, hue }
    return adjusts(args) && { args }
  },
  ...inPlace<Adjustment>(
    () => [RECOLOR_MATRIX_BYTES],
    (kernel, { address, count }, args) =>
      kernel.recolor(address, count, upload(kernel, Float32Array.from(adjustMatrix(args)))),
  ),
}
