/**
 * Returns the quantized coefficients of a picture instead of its samples, for a lossless transcode.
 * A band then has up to 256 lines, and the coefficients of a block are 64 i16 in zigzag order (T.81
 * figure A.6).
 *
 * The coefficients of an image with a single sequential scan are kept for one band. Those of any
 * other image are kept completely, so that their bands can be returned several times.
 */
import { bandMcusOf } from './coefficient-band'
import { component, lines, mcusHigh } from './frame'
import { keepZigzag } from './zigzag'

/** Length in bytes of the coefficients of a block. */
export const COEFFICIENTS: usize = 128

/** `true` if the decoder returns coefficients. */
export let keepsCoefficients = false
/** `true` if the coefficients of all blocks are kept. */
let keepsAll = false
/** Number of the first row of MCUs in the current band. */
let firstMcu: i32 = 0

export function openCoefficients(): void {
  keepsCoefficients = false
  firstMcu = 0
}

/**
 * Lets the decoder return coefficients. It is called after `jpegOpen` with full scale, and before
 * the first piece of the file.
 */
export function jpegKeepCoefficients(): void {
  keepsCoefficients = true
  keepZigzag()
}

/** Returns the number of rows of MCUs in a band of the current image. */
export function bandMcus(): i32 {
  return bandMcusOf(lines)
}

/** Begins a band. */
export function startBand(mcu: i32, all: bool): void {
  firstMcu = mcu
  keepsAll = all
}

/**
 * Returns the row of blocks, counted from the first row that is kept, to which a row of blocks in
 * an MCU belongs.
 */
export function keptRow(mcu: i32, v: i32, row: i32): i32 {
  return (mcu % bandMcus()) * v + row
}

/** Copies the coefficients of a block. */
export function copyCoefficients(from: usize, to: usize): void {
  for (const end = from + COEFFICIENTS; from < end; from += 32) {
    v128.store(to, v128.load(from))
    v128.store(to, v128.load(from, 16), 16)
    to += 32
  }
}

/**
 * Returns the address of the first coefficient of a component in the current band. Its blocks
 * follow each other in rows of `jpegBlocksWide` blocks.
 */
export function jpegCoefficients(index: i32): usize {
  const it = component(index)
  const row = keepsAll ? firstMcu * it.v : 0
  return it.coefficients + <usize>(row * it.blocksWide) * COEFFICIENTS
}

/** Returns the number of rows of blocks of a component in the current band. */
export function jpegBlockRows(index: i32): i32 {
  const it = component(index)
  const rows = min(bandMcus(), mcusHigh - firstMcu) * it.v
  return min(rows, it.blocksHigh - firstMcu * it.v)
}

/** Returns the number of blocks in a row of a component. */
export function jpegBlocksWide(index: i32): i32 {
  return component(index).blocksWide
}

/** Returns the address of the 64 quantization steps of a component, as u16, row by row. */
export function jpegQuant(index: i32): usize {
  return component(index).quant
}
