/**
 * Converts RGBA to Y, Cb and Cr (`ycc.ts`) in the pixels' memory, so that an encoder needs no
 * memory for planes. A pixel row has 4 bytes for each pixel. Its Y, Cb and Cr take at most 3 of
 * them.
 */

import { alloc } from '../heap'
import { halfChromaBytes, halveRow, writeHalfRow } from './half-chroma'
import { CB_GA, CB_RB, CR_GA, CR_RB, plane, Y_GA, Y_RB } from './ycc'

/**
 * Replaces RGBA pixels by Y, Cb and Cr samples. The Y samples are at the beginning of each pixel
 * row. The Cb rows begin `width` bytes after the beginning of a pixel row, and the Cr rows begin
 * twice as many bytes after it. Allocates `halfChromaBytes(width)` bytes.
 * @param subsampling 0: each pixel row has a Cb row and a Cr row (4:4:4), with the same samples as
 *   from `rgbaToYcc`. 1: each row pair has one with half the width (4:2:0), see `half-chroma.ts`
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
    // A pixel row's chroma is read before its Y replaces the pixels.
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
