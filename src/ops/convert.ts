import type { Conversion } from '../color/conversion.ts'
import { CUBE_BYTES, cubeOf } from '../color/cube.ts'
import { upload } from '../wasm/heap.ts'
import { inPlace } from './in-place.ts'

const MATRIX = 36

const CUBE = 2 * CUBE_BYTES

/** Bytes that a conversion takes at most. */
export const CONVERSION_MEMORY = CUBE

/** Converts colours to sRGB, in place, clamped channel by channel. Alpha stays. */
export const convert = inPlace<Conversion>(
  (args) => {
    if ('toLight' in args) return CUBE
    return 'tables' in args ? args.tables.byteLength : args.curves.byteLength + MATRIX
  },
  (kernel, { address, count }, args) => {
    if ('toLight' in args) return kernel.convertByCube(address, count, upload(kernel, cubeOf(args.toLight)))
    if ('tables' in args) return kernel.mapChannels(address, count, upload(kernel, args.tables))
    const curves = upload(kernel, args.curves)
    kernel.convertColors(address, count, curves, upload(kernel, Float32Array.from(args.matrix)))
  },
)
