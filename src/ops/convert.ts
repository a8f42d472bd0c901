import { block } from './block.ts'
import { inPlace } from './in-place.ts'

/** How colours become those of sRGB: by way of linear light, or each channel by itself. */
export type Conversion =
  | {
      /** 3 · 256 values: linear light, 0 to 1, of each code of R, then of G and of B. */
      readonly curves: Float32Array
      /** 9 values, row by row: linear light of the source to that of sRGB. */
      readonly matrix: readonly number[]
    }
  | {
      /** 3 · 256 values: what becomes of each code of R, then of G and of B. */
      readonly tables: Uint8Array
    }

/** Bytes of a matrix of nine f32. */
const MATRIX = 36

/** Brings colours to sRGB, in place; what lies outside of it is cut off channel by channel. Alpha stays. */
export const convert = inPlace<Conversion>(
  (args) => ('tables' in args ? args.tables.byteLength : args.curves.byteLength + MATRIX),
  (kernel, { address, count }, args) => {
    if ('tables' in args) return kernel.mapChannels(address, count, block(kernel, args.tables))
    const curves = block(kernel, args.curves)
    kernel.convertColors(address, count, curves, block(kernel, Float32Array.from(args.matrix)))
  },
)
