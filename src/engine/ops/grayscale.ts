import { LUMINANCE } from '../color/lab.ts'
import { srgbCurves } from '../color/tables.ts'
import { upload } from '../wasm/heap.ts'
import type { Kernel } from '../wasm/kernel.ts'
import { inPlace, type RgbaPixels } from './in-place.ts'
import type { Effect } from './operation.ts'

/** Table sizes in bytes for `toGray`: curves and a matrix. */
export const GRAY_TABLES = [3072, 36] as const

/**
 * Sets each pixel's R, G and B to its luminance, in place. Luminance is computed in linear light.
 */
export function toGray(kernel: Kernel, { address, count }: RgbaPixels): void {
  const matrix = Float32Array.of(...LUMINANCE, ...LUMINANCE, ...LUMINANCE)
  kernel.convertColors(address, count, upload(kernel, srgbCurves()), upload(kernel, matrix))
}

/** Replaces each color by the gray with the same luminance, in place. Alpha does not change. */
export const grayscale: Effect<undefined> = {
  plan: (options) => options.grayscale && { args: undefined },
  ...inPlace<undefined>(() => GRAY_TABLES, toGray),
}
