import { pow } from '../wasm/math.ts'
import { fromSrgb } from './transfer.ts'

/** Number of codes in an 8-bit channel. */
export const CODES = 256

/** Size in bytes of three code tables, one per channel. */
export const TABLES = 3 * CODES

/**
 * Returns the table for a function from codes to codes. Results are rounded and clipped to 0…255.
 */
export function table(value: (code: number) => number): Uint8Array {
  return Uint8Array.from(Uint8ClampedArray.from({ length: CODES }, (_, code) => value(code)))
}

/** Returns a table with 256 codes and the values 255 · (code / 255)^exponent. */
export function gammaTable(exponent: number): Uint8Array {
  return table((code) => 255 * pow(code / 255, exponent))
}

/** Returns the linear light, 0 to 1, for each sRGB code. */
export const srgbCurve = (): Float32Array =>
  Float32Array.from({ length: CODES }, (_, code) => fromSrgb(code / 255))

/** Returns `srgbCurve` three times, for R, G and B, as the kernel takes curves. */
export function srgbCurves(): Float32Array {
  const curve = srgbCurve()
  return Float32Array.of(...curve, ...curve, ...curve)
}
