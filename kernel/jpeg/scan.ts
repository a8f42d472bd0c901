/** Decodes a scan's MCUs in order (T.81 A.2, E.1.4). */
import { alloc } from '../heap'
import {
  bandMcus,
  COEFFICIENTS,
  copyCoefficients,
  keepsCoefficients,
  keptRow,
  startBand,
} from './coefficients'
import { Component } from './component'
import { mcusHigh, mcusWide, progressive } from './frame'
import { buildCodes, buildRefinements, buildSkips, buildValues, FIRST, SEQUENTIAL } from './huffman'
import { available, byteAt, cursor, moveTo } from './input'
import { showBand, transform, whole } from './output'
import {
  decodeAcFirst,
  decodeDcFirst,
  decodeDcRefinement,
  endOfBandRun,
  resetRun,
  scratch,
  shortenRun,
} from './progressive'
import { decodeAcRefinement } from './refinement'
import { firstIndex, member, memberCount, refines } from './scan-header'
import { holdsMcu, overran, skipSegment, startSegment } from './segment'
import { decodeSequentialBlock } from './sequential'
import { BAND, CORRUPT, READY, WANT } from './status'
import { restartInterval } from './tables'
import { blockBytes, SCRATCH, side, useScale } from './zigzag'

let mcuX: i32 = 0
let mcuY: i32 = 0
let wide: i32 = 0
let high: i32 = 0
/** MCUs before the next restart marker. */
let untilRestart: i32 = 0
/** Number of the next restart marker, 0 to 7. */
let nextRestart: i32 = 0
let block: usize = 0

export function openScan(): void {
  block = alloc(SCRATCH)
}

/** Starts to decode a scan. Its entropy-coded data starts at `cursor`. */
export function startScan(): void {
  const alone = memberCount === 1
  // In a scan with one component, an MCU is one block, and no block lies beyond the picture's edge
  // (A.2.2).
  wide = alone ? member(0).blocksWide : mcusWide
  high = alone ? member(0).blocksHigh : mcusHigh
  mcuX = 0
  mcuY = 0
  for (let i = 0; i < memberCount; i++) {
    const it = member(i)
    if (firstIndex === 0 && !refines) buildCodes(it.dcTable)
    if (!progressive || firstIndex > 0) {
      buildCodes(it.acTable)
      if (refines) buildRefinements(it.acTable)
      else if (it.scale.lastKept > 0) buildValues(it.acTable, progressive ? FIRST : SEQUENTIAL)
      if (it.scale.lastKept < 63 && !progressive) buildSkips(it.acTable)
    }
  }
  nextRestart = 0
  startInterval()
}

/**
 * Starts a restart interval: resets the DC predictions and the end-of-band run (E.2.4, G.1.2.2).
 */
function startInterval(): void {
  untilRestart = restartInterval === 0 ? i32.MAX_VALUE : restartInterval
  for (let i = 0; i < memberCount; i++) member(i).prediction = 0
  resetRun()
  startSegment()
}

/**
 * Continues to decode the scan.
 * @returns `READY` at the scan's end; `BAND` after an MCU row that completes a band; `WANT` or an
 *   error status
 */
export function runScan(): i32 {
  while (mcuY < high) {
    const status = firstIndex > 0 ? runBlocks(member(0)) : runMcus()
    if (status !== READY) return status
    mcuX = 0
    mcuY++
    if (!progressive && !whole && completesBand()) return BAND
  }
  return READY
}

/** Returns `true` if the last MCU row completes a band, which is then the current one. */
function completesBand(): bool {
  if (!keepsCoefficients) {
    showBand(mcuY - 1)
    return true
  }
  if (mcuY < high && mcuY % bandMcus() !== 0) return false
  startBand(((mcuY - 1) / bandMcus()) * bandMcus(), false)
  return true
}

/** Decodes the MCUs that are left in the current MCU row. */
function runMcus(): i32 {
  while (mcuX < wide) {
    if (untilRestart === 0) {
      const status = passRestart()
      if (status !== READY) return status
    }
    if (!holdsMcu()) return WANT
    if (decodeMcu() < 0 || overran()) return CORRUPT
    mcuX++
    untilRestart--
  }
  return READY
}

/** Decodes the blocks that are left in the current block row, in an AC scan. */
function runBlocks(it: Component): i32 {
  useScale(it.scale)
  const bytes = blockBytes(side)
  const row = it.coefficients + <usize>mcuY * it.blocksWide * bytes
  while (mcuX < wide) {
    if (untilRestart === 0) {
      const status = passRestart()
      if (status !== READY) return status
    }
    if (endOfBandRun > 0 && !refines) {
      passRun()
      continue
    }
    if (!holdsMcu()) return WANT
    const target = row + <usize>mcuX * bytes
    const status = refines ? decodeAcRefinement(it, target) : decodeAcFirst(it, target)
    if (status < 0 || overran()) return CORRUPT
    mcuX++
    untilRestart--
  }
  return READY
}

function passRun(): void {
  const blocks = min(endOfBandRun, min(wide - mcuX, untilRestart))
  shortenRun(blocks)
  mcuX += blocks
  untilRestart -= blocks
}

/**
 * Reads the marker between two restart intervals (E.2.4). Any other marker means that data is
 * missing.
 */
function passRestart(): i32 {
  if (!skipSegment()) return WANT
  if (available() < 2 || byteAt(1) !== 0xd0 + nextRestart) return CORRUPT
  moveTo(cursor + 2)
  nextRestart = (nextRestart + 1) & 7
  startInterval()
  return READY
}

function decodeMcu(): i32 {
  if (memberCount === 1) {
    useScale(member(0).scale)
    return decodeBlock(member(0), mcuX, mcuY, whole ? mcuY : 0)
  }
  for (let i = 0; i < memberCount; i++) {
    const it = member(i)
    useScale(it.scale)
    for (let y = 0; y < it.v; y++) {
      const blockY = mcuY * it.v + y
      for (let x = 0; x < it.h; x++) {
        if (decodeBlock(it, mcuX * it.h + x, blockY, whole ? blockY : y) < 0) return CORRUPT
      }
    }
  }
  return READY
}

function decodeBlock(it: Component, x: i32, y: i32, row: i32): i32 {
  const shows = x < it.blocksWide && y < it.blocksHigh
  if (progressive) {
    const target = shows ? it.coefficients + <usize>(y * it.blocksWide + x) * blockBytes(side) : scratch
    return refines ? decodeDcRefinement(target) : decodeDcFirst(it, target)
  }
  const last = decodeSequentialBlock(it, block)
  if (last < 0) return CORRUPT
  if (shows && keepsCoefficients) keep(it, x, y, row)
  else if (shows) transform(block, it.quant, last, it.samples + row * side * it.stride + x * side, it.stride)
  if (last > 0) clear(block)
  return READY
}

/** Keeps a sequential block's coefficients instead of its samples. */
function keep(it: Component, x: i32, y: i32, row: i32): void {
  const kept = whole ? y : keptRow(mcuY, it.v, row)
  copyCoefficients(block, it.coefficients + <usize>(kept * it.blocksWide + x) * COEFFICIENTS)
}

/**
 * Clears a block's coefficients at the current scale. This is faster than calling `memory.fill`.
 */
function clear(from: usize): void {
  const end = from + side * side * 2
  for (; from < end; from += 16) v128.store(from, i16x8.splat(0))
}
