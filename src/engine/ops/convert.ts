import type { Conversion } from '../color/conversion.ts'
import { cubeOf } from '../color/cube.ts'
import { CONVERSION_MATRIX_BYTES, CUBE_BYTES } from '../constants/kernel.ts'
import { heapBytes, upload } from '../wasm/heap.ts'
import type { Kernel } from '../wasm/kernel.ts'
import { inPlace, type RgbaPixels } from './in-place.ts'

const CUBE = 2 * CUBE_BYTES

/** Maximum size in bytes for a conversion's tables in kernel memory. */
export const CONVERSION_MEMORY = CUBE

/** Returns each conversion table's size in bytes. */
function tablesOf(args: Conversion): readonly number[] {
  if ('toLight' in args) return [CUBE]
  return 'tables' in args ? [args.tables.byteLength] : [args.curves.byteLength, CONVERSION_MATRIX_BYTES]
}

/** Returns the kernel memory that a conversion's tables take, in bytes. */
export const conversionMemory = (args: Conversion): number => heapBytes(...tablesOf(args))

/**
 * Copies a conversion's tables to the kernel.
 * @returns function that converts pixels in place
 */
export function openConversion(kernel: Kernel, args: Conversion): (pixels: RgbaPixels) => void {
  if ('toLight' in args) {
    const cube = upload(kernel, cubeOf(args.toLight))
    return ({ address, count }) => kernel.convertByCube(address, count, cube)
  }
  if ('tables' in args) {
    const tables = upload(kernel, args.tables)
    return ({ address, count }) => kernel.mapChannels(address, count, tables)
  }
  const curves = upload(kernel, args.curves)
  const matrix = upload(kernel, Float32Array.from(args.matrix))
  return ({ address, count }) => kernel.convertColors(address, count, curves, matrix)
}

/** Converts colors to sRGB in place. Each channel is clamped separately. Alpha does not change. */
export const convert = inPlace<Conversion>(tablesOf, (kernel, pixels, args) =>
  openConversion(kernel, args)(pixels),
)
