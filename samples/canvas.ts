import type { Rgb } from './linear-rgb.ts'
import { clamp } from './ramp.ts'

/**
 * A picture that is being painted: three floats per pixel in linear light, rows from top to bottom.
 */
export interface Canvas {
  readonly width: number
  readonly height: number
  readonly data: Float32Array
}

export const createCanvas = (width: number, height: number): Canvas => ({
  width,
  height,
  data: new Float32Array(width * height * 3),
})

/**
 * Blends `color` into the pixel (x, y) with the weight `cover` (0 to 1). Does nothing outside the
 * canvas.
 */
export function paint(canvas: Canvas, x: number, y: number, color: Rgb, cover = 1): void {
  if (x < 0 || y < 0 || x >= canvas.width || y >= canvas.height) return
  const { data } = canvas
  const i = (y * canvas.width + x) * 3
  const open = 1 - cover
  data[i] = (data[i] as number) * open + color[0] * cover
  data[i + 1] = (data[i + 1] as number) * open + color[1] * cover
  data[i + 2] = (data[i + 2] as number) * open + color[2] * cover
}

/** Returns the color at column `x` and the fractional row `y`, both clamped to the canvas. */
export function readRow({ width, height, data }: Canvas, x: number, y: number): Rgb {
  const column = clamp(x, 0, width - 1)
  const row = clamp(y, 0, height - 1)
  const top = Math.floor(row)
  const share = row - top
  const i = (top * width + column) * 3
  const j = top + 1 < height ? i + width * 3 : i
  const at = (c: number) => (data[i + c] as number) * (1 - share) + (data[j + c] as number) * share
  return [at(0), at(1), at(2)]
}

/** Adds `light` to the pixel (x, y). Does nothing outside the canvas. */
export function shine(canvas: Canvas, x: number, y: number, light: Rgb): void {
  if (x < 0 || y < 0 || x >= canvas.width || y >= canvas.height) return
  const i = (y * canvas.width + x) * 3
  for (let c = 0; c < 3; c++) canvas.data[i + c] = (canvas.data[i + c] as number) + (light[c] as number)
}
