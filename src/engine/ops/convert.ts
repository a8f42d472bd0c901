import type { Conversion, PlannedConversion } from '../color/conversion.ts'
import { cubeOf } from '../color/cube.ts'
import { CONVERSION_MATRIX_BYTES, CUBE_BYTES } from '../constants/kernel.ts'
import { heapBytes, upload } from '../wasm/heap.ts'
import type { Kernel } from '../wasm/kernel.ts'
import { inPlace, type RgbaPixels } from './in-place.ts'

const CUBE = 2 * CUBE_BYTES

/** Maximum size in bytes for a conversion's tables in kernel memory. */
export const CONVERSION_MEMORY = CUBE

/** Number of codes in the tables for R, G and B. */
const CODES = 3 * 256

/** Returns each conversion table's size in bytes. */
function tablesOf({ kind }: PlannedConversion): readonly number[] {
  if (kind === 'cube') return [CUBE]
  return kind === 'channels' ? [CODES] : [Float32Array.BYTES_PER_ELEMENT * CODES, CONVERSION_MATRIX_BYTES]
}

/** Returns the kernel memory that a conversion's tables take, in bytes. */
export const conversionMemory = (args: PlannedConversion): number => heapBytes(...tablesOf(args))

/**
 * Copies a conversion's tables to the kernel.
 * @returns function that converts pixels in place
 */
export function openConversion(kernel: Kernel, args: Conversion): (pixels: RgbaPixels) => void {
  if (args.kind === 'cube') {
    const cube = upload(kernel, cubeOf(args.toLight))
    return ({ address, count }) => kernel.convertByCube(address, count, cube)
  }
  if (args.kind === 'channels') {
    const tables = upload(kernel, args.tables)
    return ({ address, count }) => kernel.mapChannels(address, count, tables)
  }
  const curves = upload(kernel, args.curves)
  const matrix = upload(kernel, Float32Array.from(args.matrix))
  return ({ address, count }) => kernel.convertColors(address, count, curves, matrix)
}

/** Converts colors to sRGB in place. Each channel is clamped separately. Alpha does not change. */
export const convert = inPlace<Conversion, PlannedConversion>(tablesOf, (kernel, pixels, args) =>
  openConversion(kernel, args)(pixels),
)
