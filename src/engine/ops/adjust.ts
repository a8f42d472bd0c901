import { apply, type Matrix, multiply, type Vector } from '../color/matrix.ts'
import { upload } from '../wasm/heap.ts'
import { inPlace } from './in-place.ts'

export interface Adjustment {
  /** 0, black, to 4; 1, as for the next two, changes nothing. */
  readonly brightness: number
  /** 0, all gray, to 4. */
  readonly contrast: number
  /** 0, no colour, to 4. */
  readonly saturation: number
  /** Degrees. */
  readonly hue: number
}

/** Luma as Filter Effects Module Level 1 rounds it for saturation and hue. */
const LUMA: Vector = [0.213, 0.715, 0.072]

/** feColorMatrix, `saturate`. */
function saturate(amount: number): Matrix {
  const rest = 1 - amount
  const [r, g, b] = LUMA
  return [
    [rest * r + amount, rest * g, rest * b],
    [rest * r, rest * g + amount, rest * b],
    [rest * r, rest * g, rest * b + amount],
  ]
}

/** feColorMatrix, `hueRotate`. */
function rotateHue(degrees: number): Matrix {
  const cos = Math.cos((degrees * Math.PI) / 180)
  const sin = Math.sin((degrees * Math.PI) / 180)
  const [r, g, b] = LUMA
  return [
    [r + cos * (1 - r) - sin * r, g - cos * g - sin * g, b - cos * b + sin * (1 - b)],
    [r - cos * r + sin * 0.143, g + cos * (1 - g) + sin * 0.14, b - cos * b - sin * 0.283],
    [r - cos * r - sin * (1 - r), g - cos * g + sin * g, b + cos * (1 - b) + sin * b],
  ]
}

/**
 * Brightness, contrast, saturation and hue, in this order, by the formulas of Filter Effects Module Level 1, clamped only at
 * the end.
 * @returns three rows of four for values of 0 to 255: the weights of R, G, B and 1 in R, then in G and in B
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

/** Whether it changes anything. */
export function adjusts({ brightness, contrast, saturation, hue }: Adjustment): boolean {
  return brightness !== 1 || contrast !== 1 || saturation !== 1 || hue !== 0
}

const MATRIX = 48

/** Adjusts colours, in place, and clamps them. Alpha stays. */
export const adjust = inPlace<Adjustment>(
  () => MATRIX,
  (kernel, { address, count }, args) =>
    kernel.recolor(address, count, upload(kernel, Float32Array.from(adjustMatrix(args)))),
)
