import { fromSrgb } from '../color/transfer.ts'
import { CODES } from './tables.ts'

/** Linear light of each code of a channel of sRGB, 0 to 1. */
export const srgbCurve = (): Float32Array =>
  Float32Array.from({ length: CODES }, (_, code) => fromSrgb(code / 255))

/** The same for R, then G and B, as the kernel takes curves. */
export function srgbCurves(): Float32Array {
  const curve = srgbCurve()
  return Float32Array.of(...curve, ...curve, ...curve)
}
