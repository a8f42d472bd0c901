import { block } from './block.ts'
import type { Operation } from './operation.ts'
import { rgba } from './rgba.ts'

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

/** Brings colours to sRGB, in place; what lies outside of it is cut off channel by channel. Alpha stays. */
export const convert: Operation<Conversion> = {
  memory: (_, args) => ('tables' in args ? args.tables.byteLength : args.curves.byteLength + 36),
  run(kernel, picture, args) {
    const converted = rgba(kernel, picture)
    const [{ address, width, height }] = converted.planes
    if ('tables' in args) kernel.mapChannels(address, width * height, block(kernel, args.tables))
    else {
      const curves = block(kernel, args.curves)
      kernel.convertColors(address, width * height, curves, block(kernel, Float32Array.from(args.matrix)))
    }
    return converted
  },
}
