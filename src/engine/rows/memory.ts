import type { Size } from '../picture/size.ts'
import { FILTERS, type Filter } from '../wasm/kernel.ts'
import { sizes } from '../wasm/sizes.ts'

export interface Resampling {
  /** Input channels: 1, 3 for RGB (whose output is RGBA), or 4 for RGBA with 8 or 16 bits. */
  readonly channels: 1 | 3 | 4
  readonly in: Size
  readonly out: Size
  /** Input area that becomes the output, in input samples. It may be fractional. */
  readonly box: Size & { readonly x: number; readonly y: number }
  readonly filter: Filter
}

/** Returns the sizes, the box and the filter under the names that the kernel's resamplers use. */
export function geometryOf({ in: input, out, box, filter }: Resampling) {
  return {
    inWidth: input.width,
    inHeight: input.height,
    ...box,
    outWidth: out.width,
    outHeight: out.height,
    filter: FILTERS[filter],
  }
}

/**
 * Returns the kernel memory in bytes for resampling a picture: the output plane, the weights for
 * each column, four input rows, and as many rows with the output's width as the filter is high.
 * Input rows that the caller passes are not included.
 *
 * @example
 * const size = { width: 4000, height: 3000 }
 * resampleMemory({ channels: 1, in: size, out: { width: 400, height: 300 },
 *   box: { x: 0, y: 0, ...size }, filter: 'lanczos3' }) // about 0.25 MB
 */
export const resampleMemory = (resampling: Resampling): number =>
  sizes().resampleBytes({ channels: resampling.channels, ...geometryOf(resampling) })

/**
 * Returns the kernel memory in bytes for resampling RGBA with 16 bits. A pixel has 16 bytes until
 * it becomes output.
 * @param outBits bits per output sample
 */
export const wideResampleMemory = (resampling: Resampling, outBits: 8 | 16 = 8): number =>
  sizes().resampleWideBytes({ ...geometryOf(resampling), outBits })
