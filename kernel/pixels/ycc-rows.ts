/**
 * Converts RGBA to Y, Cb and Cr (`ycc.ts`) in the memory of the pixels, so that an encoder needs no
 * memory for planes. A row of pixels has 4 bytes for each pixel. Its Y, Cb and Cr take at most 3 of
 * them.
 */

import { alloc } from '../heap'
import { halfChromaBytes, halveRow, writeHalfRow } from './half-chroma'
import { CB_GA, CB_RB, CR_GA, CR_RB, plane, Y_GA, Y_RB } from './ycc'

/**
 * Replaces RGBA pixels by samples of Y, Cb and Cr. The samples of Y are at the beginning of each
 * row of pixels. The rows of Cb begin `width` bytes after the beginning of a row of pixels, and the
 * rows of Cr begin `2 * width` bytes after it. Allocates `halfChromaBytes(width)` bytes.
 * @param subsampling 0: each row of pixels has a row of Cb and of Cr (4:4:4), with the samples of
 *   `rgbaToYcc`. 1: each pair of rows has one, of half the width (4:2:0), see `half-chroma.ts`
 */
export function rgbaToYccRows(rgba: usize, width: usize, height: usize, subsampling: i32): void {
  const work = alloc(halfChromaBytes(width))
  if (subsampling === 0) fullRows(rgba, width, height, work)
  else halfRows(rgba, width, height, work)
}

function fullRows(rgba: usize, width: usize, height: usize, work: usize): void {
  const cb = work
  const cr = work + width
  for (let row: usize = 0; row < height; row++) {
    const at = rgba + row * (width << 2)
    plane(at, width, CB_RB, CB_GA, 128, cb)
    plane(at, width, CR_RB, CR_GA, 128, cr)
    plane(at, width, Y_RB, Y_GA, 0, at)
    memory.copy(at + width, cb, 2 * width)
  }
}

function halfRows(rgba: usize, width: usize, height: usize, work: usize): void {
  const stride = width << 2
  let halved: usize = 0
  for (let row: usize = 0; row < height; row += 2) {
    // The chroma of a row of pixels is read before its Y replaces them.
    for (; halved < height && halved <= row + 2; halved++) {
      halveRow(rgba + halved * stride, width, halved, work)
    }
    const upper = rgba + row * stride
    plane(upper, width, Y_RB, Y_GA, 0, upper)
    if (row + 1 < height) plane(upper + stride, width, Y_RB, Y_GA, 0, upper + stride)
    writeHalfRow(row >> 1, width, height, 0, work, upper + width)
    writeHalfRow(row >> 1, width, height, 1, work, upper + 2 * width)
  }
}
