import type { Conversion } from '../color/conversion.ts'
import { block } from './block.ts'
import { inPlace } from './in-place.ts'

/** Bytes of a matrix of nine f32. */
const MATRIX = 36

/** Bytes that any conversion takes at most: curves of three channels, and the matrix. */
export const CONVERSION_MEMORY = 3 * 256 * 4 + MATRIX

/** Brings colours to sRGB, in place; what lies outside of it is cut off channel by channel. Alpha stays. */
export const convert = inPlace<Conversion>(
  (args) => ('tables' in args ? args.tables.byteLength : args.curves.byteLength + MATRIX),
  (kernel, { address, count }, args) => {
    if ('tables' in args) return kernel.mapChannels(address, count, block(kernel, args.tables))
    const curves = block(kernel, args.curves)
    kernel.convertColors(address, count, curves, block(kernel, Float32Array.from(args.matrix)))
  },
)
