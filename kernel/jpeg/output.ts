import { alloc } from '../heap'
import { naturalIndex } from '../natural-order'
import { Component } from './component'
import { component, componentCount } from './frame'
import { idct1x1, idct2x2, idct4x4, idct8x8 } from './idct'
import { idct3x3 } from './idct-3'
import { idct5x5, idct6x6, idct7x7 } from './idct-567'
import { nonzeroMap } from './progressive'
import { blockBytes, kept, SCRATCH, side, useScale } from './zigzag'

/**
 * `true` if the decoder keeps complete planes instead of one band, because each component has its
 * own scan.
 */
export let whole = false
let currentBand: i32 = 0
let natural: usize = 0

export function openOutput(): void {
  natural = alloc(SCRATCH)
  whole = false
}

export function holdWhole(): void {
  whole = true
}

export function showBand(band: i32): void {
  currentBand = band
}

/**
 * Runs the inverse transform on a block, at the current scale, and writes its samples.
 * @param block coefficients that the scale needs, row by row
 * @param quant quantization steps in the same order
 * @param last highest zigzag index that may have a nonzero coefficient
 * @param out address for the samples
 * @param stride distance in bytes from one sample row to the next
 */
export function transform(block: usize, quant: usize, last: i32, out: usize, stride: i32): void {
  if (side === 8) idct8x8(block, quant, last, out, stride)
  else if (side === 7) idct7x7(block, quant, last, out, stride)
  else if (side === 6) idct6x6(block, quant, last, out, stride)
  else if (side === 5) idct5x5(block, quant, last, out, stride)
  else if (side === 4) idct4x4(block, quant, out, stride)
  else if (side === 3) idct3x3(block, quant, out, stride)
  else if (side === 2) idct2x2(block, quant, out, stride)
  else store<u8>(out, idct1x1(load<i16>(block), load<u16>(quant)))
}

/** Transforms the kept coefficients in one MCU row to samples. */
export function renderBand(band: i32): void {
  for (let i = 0; i < componentCount; i++) {
    const it = component(i)
    useScale(it.scale)
    const rows = min(it.v, it.blocksHigh - band * it.v)
    for (let row = 0; row < rows; row++)
      renderBlockRow(it, band * it.v + row, it.samples + row * side * it.stride)
  }
}

function renderBlockRow(it: Component, blockRow: i32, out: usize): void {
  const size = blockBytes(side)
  let block = it.coefficients + <usize>blockRow * it.blocksWide * size
  for (let x = 0; x < it.blocksWide; x++) {
    if (side === 8) {
      renderFull(block, it.quant, out, it.stride)
    } else {
      const last = side > 4 ? lastIn(nonzeroMap(block) & kept) : side
      transform(block, it.quant, last, out, it.stride)
    }
    block += size
    out += side
  }
}

/**
 * Returns a block's highest zigzag index with a nonzero coefficient, from the block's nonzero map.
 * The result is 0 if the map is empty.
 */
function lastIn(map: u64): i32 {
  return 63 - <i32>clz(map | 1)
}

function renderFull(block: usize, quant: usize, out: usize, stride: i32): void {
  const map = nonzeroMap(block)
  for (let left = map; left !== 0; left &= left - 1) {
    const k = <i32>ctz(left)
    store<i16>(natural + naturalIndex(k) * 2, load<i16>(block + k * 2))
  }
  idct8x8(natural, quant, lastIn(map), out, stride)
  memory.fill(natural, 0, 128)
}

/** Returns the width in samples of a component's decoded plane. */
export function jpegPlaneWidth(index: i32): i32 {
  return component(index).planeWidth
}

/** Returns the number of rows in a component's decoded plane. */
export function jpegPlaneHeight(index: i32): i32 {
  return component(index).planeHeight
}

/** Returns the distance in bytes between two rows in a component's decoded plane. */
export function jpegStride(index: i32): i32 {
  return component(index).stride
}

/** Returns the address of a component's first sample in the current band. */
export function jpegBand(index: i32): usize {
  const it = component(index)
  return whole ? it.samples + <usize>currentBand * it.v * it.scale.side * it.stride : it.samples
}

/**
 * Returns the number of a component's rows in the current band. The last band may have fewer rows.
 */
export function jpegRows(index: i32): i32 {
  const it = component(index)
  const rows = it.v * it.scale.side
  return min(rows, it.planeHeight - currentBand * rows)
}
