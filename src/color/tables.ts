import { fromSrgb } from './transfer.ts'

/** Codes of a channel. */
export const CODES = 256

/** Bytes of one table a channel. */
export const TABLES = 3 * CODES

/** What becomes of each code, rounded and limited to 0…255. */
export function table(value: (code: number) => number): Uint8Array {
  return Uint8Array.from(Uint8ClampedArray.from({ length: CODES }, (_, code) => value(code)))
}

/** 255 · (code / 255)^exponent of each code, rounded. */
export function gammaTable(exponent: number): Uint8Array {
  return table((code) => 255 * (code / 255) ** exponent)
}

/** Linear light of each code of a channel of sRGB, 0 to 1. */
export const srgbCurve = (): Float32Array =>
  Float32Array.from({ length: CODES }, (_, code) => fromSrgb(code / 255))

/** The same for R, then G and B, as the kernel takes curves. */
export function srgbCurves(): Float32Array {
  const curve = srgbCurve()
  return Float32Array.of(...curve, ...curve, ...curve)
}
