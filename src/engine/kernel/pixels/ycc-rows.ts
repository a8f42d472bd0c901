/**
 * Converts RGBA to Y, Cb and Cr (`ycc.ts`) in the memory of the pixels, so that an encoder needs no
 * memory for planes. A row of pixels has 4 bytes for each pixel. Its Y, Cb and Cr take at most 3 of
 * them.
 */

import { alloc } from '../heap'
import { CB_GA, CB_RB, CR_GA, CR_RB, halfChromaRow, plane, Y_GA, Y_RB } from './ycc'

/**
 * Replaces RGBA pixels by samples of Y, Cb and Cr. The samples of Y are at the beginning of each
 * row of pixels. The rows of Cb begin `width` bytes after the beginning of a row of pixels, and the
 * rows of Cr begin `2 * width` bytes after it. Allocates `2 * width` bytes.
 * @param subsampling 0: each row of pixels has a row of Cb and of Cr (4:4:4). 1: each pair of rows
 *   has one, of half the width (4:2:0). Chroma samples are those of `rgbaToYcc`
 */
export function rgbaToYccRows(rgba: usize, width: usize, height: usize, subsampling: i32): void {
  const cb = alloc(2 * width)
  const cr = cb + width
  const stride = width << 2
  const step: usize = subsampling === 0 ? 1 : 2
  const chromaWidth = subsampling === 0 ? width : (width + 1) >> 1
  for (let row: usize = 0; row < height; row += step) {
    const upper = rgba + row * stride
    const isPair = step === 2 && row + 1 < height
    if (step === 1) {
      plane(upper, width, CB_RB, CB_GA, 128, cb)
      plane(upper, width, CR_RB, CR_GA, 128, cr)
    } else halfChromaRow(upper, isPair ? upper + stride : upper, width, cb, cr)
    plane(upper, width, Y_RB, Y_GA, 0, upper)
    if (isPair) plane(upper + stride, width, Y_RB, Y_GA, 0, upper + stride)
    memory.copy(upper + width, cb, chromaWidth)
    memory.copy(upper + 2 * width, cr, chromaWidth)
  }
}
