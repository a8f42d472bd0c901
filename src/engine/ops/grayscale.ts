import { LUMINANCE } from '../color/lab.ts'
import { srgbCurves } from '../color/tables.ts'
import { upload } from '../wasm/heap.ts'
import type { Kernel } from '../wasm/kernel.ts'
import { inPlace, type RgbaPixels } from './in-place.ts'

/** Sizes in bytes of the tables that `toGray` takes: curves and a matrix. */
export const GRAY_TABLES = [3072, 36] as const

/**
 * Sets R, G and B of each pixel to the pixel's luminance, in place. Luminance is computed in linear
 * light.
 */
export function toGray(kernel: Kernel, { address, count }: RgbaPixels): void {
  const matrix = Float32Array.of(...LUMINANCE, ...LUMINANCE, ...LUMINANCE)
  kernel.convertColors(address, count, upload(kernel, srgbCurves()), upload(kernel, matrix))
}

/** Turns colors into the gray of their luminance in place. Alpha stays. */
export const grayscale = inPlace<undefined>(() => GRAY_TABLES, toGray)
