/**
 * Returns a picture's quantized coefficients instead of its samples, for a lossless transcode. A
 * band then has up to 256 lines. A block has 64 i16 coefficients in zigzag order (T.81 figure A.6).
 *
 * If the image has a single sequential scan, its coefficients are kept for one band. Any other
 * image keeps all coefficients, so that the bands can be returned several times.
 */
import { bandMcusOf } from './coefficient-band'
import { component, lines, mcusHigh } from './frame'
import { keepZigzag } from './zigzag'

/** Length in bytes of a block's coefficients. */
export const COEFFICIENTS: usize = 128

/** `true` if the decoder returns coefficients. */
export let keepsCoefficients = false
/** `true` if all blocks keep their coefficients. */
let keepsAll = false
/** Number of the first MCU row in the current band. */
let firstMcu: i32 = 0

export function openCoefficients(): void {
  keepsCoefficients = false
  firstMcu = 0
}

/**
 * Lets the decoder return coefficients. It is called after `jpegOpen` with full scale, and before
 * the file's first piece.
 */
export function jpegKeepCoefficients(): void {
  keepsCoefficients = true
  keepZigzag()
}

/** Returns the number of MCU rows in a band. */
export function bandMcus(): i32 {
  return bandMcusOf(lines)
}

/** Begins a band. */
export function startBand(mcu: i32, all: bool): void {
  firstMcu = mcu
  keepsAll = all
}

/**
 * Returns the block row to which a block row in an MCU belongs, counted from the first row that is
 * kept.
 */
export function keptRow(mcu: i32, v: i32, row: i32): i32 {
  return (mcu % bandMcus()) * v + row
}

/** Copies a block's coefficients. */
export function copyCoefficients(from: usize, to: usize): void {
  for (const end = from + COEFFICIENTS; from < end; from += 32) {
    v128.store(to, v128.load(from))
    v128.store(to, v128.load(from, 16), 16)
    to += 32
  }
}

/**
 * Returns the address of a component's first coefficient in the current band. Its blocks follow
 * each other in rows of `jpegBlocksWide` blocks.
 */
export function jpegCoefficients(index: i32): usize {
  const it = component(index)
  const row = keepsAll ? firstMcu * it.v : 0
  return it.coefficients + <usize>(row * it.blocksWide) * COEFFICIENTS
}

/** Returns the number of a component's block rows in the current band. */
export function jpegBlockRows(index: i32): i32 {
  const it = component(index)
  const rows = min(bandMcus(), mcusHigh - firstMcu) * it.v
  return min(rows, it.blocksHigh - firstMcu * it.v)
}

/** Returns the number of blocks in a component's row. */
export function jpegBlocksWide(index: i32): i32 {
  return component(index).blocksWide
}

/** Returns the address of a component's 64 quantization steps, as u16, row by row. */
export function jpegQuant(index: i32): usize {
  return component(index).quant
}
