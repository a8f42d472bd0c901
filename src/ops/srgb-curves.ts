import { fromSrgb } from '../color/transfer.ts'

/** Linear light of each code of R, then of G and of B, in sRGB: 3 · 256 values, as the kernel takes curves. */
export function srgbCurves(): Float32Array {
  const curve = Array.from({ length: 256 }, (_, code) => fromSrgb(code / 255))
  return Float32Array.of(...curve, ...curve, ...curve)
}
