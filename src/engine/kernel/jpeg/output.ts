import { alloc } from '../heap'
import { Component } from './component'
import { component, componentCount } from './frame'
import { idct1x1, idct2x2, idct4x4, idct8x8 } from './idct'
import { idct3x3 } from './idct-3'
import { idct567 } from './idct-567'
import { nonzeroMap } from './progressive'
import { blockBytes, kept, naturalIndex, SCRATCH, side, useScale } from './zigzag'

/** Whether planes are kept whole, for scans of single components. */
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
 * Transforms a block in the order for the scale.
 * @param last the highest zigzag index that may be nonzero
 */
export function transform(block: usize, quant: usize, last: i32, out: usize, stride: i32): void {
  if (side === 8) idct8x8(block, quant, last, out, stride)
  else if (side > 4) idct567(side, block, quant, last, out, stride)
  else if (side === 4) idct4x4(block, quant, out, stride)
  else if (side === 3) idct3x3(block, quant, out, stride)
  else if (side === 2) idct2x2(block, quant, out, stride)
  else store<u8>(out, idct1x1(load<i16>(block), load<u16>(quant)))
}

/** Transforms the coefficients of an MCU row. */
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

/** The highest zigzag index of a nonzero map. */
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

/** Samples in a row of the plane of a component, at the scale. */
export function jpegPlaneWidth(index: i32): i32 {
  return component(index).planeWidth
}

/** Rows of the plane of a component, at the scale. */
export function jpegPlaneHeight(index: i32): i32 {
  return component(index).planeHeight
}

/** Bytes from one row of a component to the next. */
export function jpegStride(index: i32): i32 {
  return component(index).stride
}

/** Address of the first sample of a component in the band. */
export function jpegBand(index: i32): usize {
  const it = component(index)
  return whole ? it.samples + <usize>currentBand * it.v * it.scale.side * it.stride : it.samples
}

/** Rows of a component in the band; the last band ends with the plane. */
export function jpegRows(index: i32): i32 {
  const it = component(index)
  const rows = it.v * it.scale.side
  return min(rows, it.planeHeight - currentBand * rows)
}
