import { keepWaiting, waitingLength, waitingValue, writeWord } from './bits'
import {
  afterMagnitude,
  afterValues,
  largeOf,
  MASKS_BYTES,
  magnitudeAt,
  negativeOf,
  onesOf,
} from './coefficients'
import { Component } from './component'
import { count, ENTRY_LENGTH, ENTRY_LENGTH_BITS, entry } from './huffman'
import { bandOf, Position, Scan } from './scan'

/** The first scan with an AC band (T.81 G.1.2.2). */

/** Symbol for a run with sixteen zeros (T.81 G.1.2.2). */
const ZRL = 0xf0

/** Maximum ended blocks in a run (T.81 Table G.1). */
export const MAX_RUN: i32 = 0x7fff

/** Counts the bits that follow the symbol for a run of ended blocks. */
export function runBits(run: i32): i32 {
  return 31 - clz(run)
}

/** Returns the symbol EOBn for a run of ended blocks (T.81 Table G.1). */
export function runSymbol(run: i32): i32 {
  return runBits(run) << 4
}

/** Counts the symbols in a band's first scan, in the scan's table. */
export function countBand(c: Component, scan: Scan): void {
  const table = scan.table
  const low = scan.low
  const last = scan.last
  const band = bandOf(scan)
  const before = ((<u64>1) << (<u64>scan.first)) - 1
  const end = c.masks + <usize>c.blocks * MASKS_BYTES
  let values = c.values
  let run = 0
  for (let masks = c.masks; masks < end; masks += MASKS_BYTES) {
    const large = largeOf(masks)
    let rest = (low === 0 ? onesOf(masks) | large : large) & band
    let at = scan.first - 1
    if (rest !== 0) {
      let value = afterValues(values, masks, large & before)
      do {
        const k = <i32>ctz(rest)
        rest &= rest - 1
        let magnitude = 1
        if (((large >> <u64>k) & 1) !== 0) {
          magnitude = magnitudeAt(value)
          value = afterMagnitude(value, magnitude)
          magnitude >>= low
          if (magnitude === 0) continue
        }
        if (run > 0) {
          count(table, runSymbol(run))
          run = 0
        }
        let zeros = k - at - 1
        for (; zeros > 15; zeros -= 16) count(table, ZRL)
        count(table, (zeros << 4) | (32 - <i32>clz(magnitude)))
        at = k
      } while (rest !== 0)
    }
    if (at !== last && ++run === MAX_RUN) {
      count(table, runSymbol(run))
      run = 0
    }
    values = afterValues(values, masks, large)
  }
  if (run > 0) count(table, runSymbol(run))
}

/**
 * Writes blocks for a band's first scan, until the scan ends or `full` is passed.
 * @param at output address
 * @param full no block begins after this address
 * @returns address after the written bytes
 */
export function writeBand(c: Component, scan: Scan, position: Position, at: usize, full: usize): usize {
  const table = scan.table
  const low = scan.low
  const last = scan.last
  const band = bandOf(scan)
  const before = ((<u64>1) << (<u64>scan.first)) - 1
  const end = c.masks + <usize>c.blocks * MASKS_BYTES
  let masks = c.masks + <usize>position.block * MASKS_BYTES
  let values = position.values
  let run = position.run
  let bits = waitingValue()
  let length = waitingLength()
  for (; masks < end && at <= full; masks += MASKS_BYTES) {
    const large = largeOf(masks)
    let rest = (low === 0 ? onesOf(masks) | large : large) & band
    let from = scan.first - 1
    if (rest !== 0) {
      const negative = negativeOf(masks)
      let value = afterValues(values, masks, large & before)
      do {
        const k = <i32>ctz(rest)
        rest &= rest - 1
        let magnitude = 1
        if (((large >> <u64>k) & 1) !== 0) {
          magnitude = magnitudeAt(value)
          value = afterMagnitude(value, magnitude)
          magnitude >>= low
          if (magnitude === 0) continue
        }
        if (run > 0) {
          const size = runBits(run)
          const code = entry(table, runSymbol(run))
          const codeLength = <i32>(code & ENTRY_LENGTH)
          bits = (bits << (<u64>codeLength)) | (code >> ENTRY_LENGTH_BITS)
          bits = (bits << (<u64>size)) | (run & ((1 << size) - 1))
          length += codeLength + size
          if (length >= 32) {
            length -= 32
            at = writeWord(at, <u32>(bits >> <u64>length))
          }
          run = 0
        }
        let zeros = k - from - 1
        for (; zeros > 15; zeros -= 16) {
          const code = entry(table, ZRL)
          bits = (bits << (<u64>(code & ENTRY_LENGTH))) | (code >> ENTRY_LENGTH_BITS)
          length += <i32>(code & ENTRY_LENGTH)
          if (length >= 32) {
            length -= 32
            at = writeWord(at, <u32>(bits >> <u64>length))
          }
        }
        const size = 32 - <i32>clz(magnitude)
        const code = entry(table, (zeros << 4) | size)
        // A negative value has its magnitude's bits, inverted (T.81 F.1.2.1).
        const sign = -(<i32>((negative >> <u64>k) & 1))
        const extra = (magnitude ^ sign) & ((1 << size) - 1)
        bits = (bits << (<u64>(code & ENTRY_LENGTH))) | (code >> ENTRY_LENGTH_BITS) | extra
        length += <i32>(code & ENTRY_LENGTH)
        if (length >= 32) {
          length -= 32
          at = writeWord(at, <u32>(bits >> <u64>length))
        }
        from = k
      } while (rest !== 0)
    }
    const isLast = masks + MASKS_BYTES === end
    if (from !== last) run++
    if (run === MAX_RUN || (isLast && run > 0)) {
      const size = runBits(run)
      const code = entry(table, runSymbol(run))
      const codeLength = <i32>(code & ENTRY_LENGTH)
      bits = (bits << (<u64>codeLength)) | (code >> ENTRY_LENGTH_BITS)
      bits = (bits << (<u64>size)) | (run & ((1 << size) - 1))
      length += codeLength + size
      if (length >= 32) {
        length -= 32
        at = writeWord(at, <u32>(bits >> <u64>length))
      }
      run = 0
    }
    values = afterValues(values, masks, large)
  }
  position.block = <i32>((masks - c.masks) / MASKS_BYTES)
  position.values = values
  position.run = run
  keepWaiting(bits, length)
  return at
}
