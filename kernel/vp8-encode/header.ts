/** Writes the first partition: the frame header and the modes (RFC 6386, 9, 11, 19). */
import { DC, HE, TM, VE } from '../vp8/modes'
import { chromaModeOf, isBySubblocks, isSkipped, lumaModeOf, segmentOf, subblockModeOf } from './macroblocks'
import {
  keepSubblockModes,
  keepWholeMode,
  LEFT_MODES,
  modesAbove,
  resetLeftModes,
  resetModeContexts,
} from './mode-contexts'
import { CHROMA_TREE, LUMA_TREE, SUBBLOCK_PATHS, subblockProbabilities, WHOLE } from './mode-prices'
import { writeProbabilities } from './probabilities'
import { chromaAc, chromaDc, indexOf, levelOf, SEGMENTS, segmented, sizeOf } from './segments'
import { putBool, putFlag, putNumber, putOptional } from './writer'

/** Maximum header length in bytes before the modes. */
export const HEADER_BYTES: usize = 4096
/** Bits for a macroblock's segment and skip flag, and for its modes as a whole. */
export const FLAGS_BITS: i32 = 3
export const WHOLE_BITS: i32 = 9

/** Probabilities in the segment tree (RFC 6386, 10). */
const TREE: usize = memory.data(3)
/** Modes for a macroblock's 16 subblocks. */
const SUBBLOCKS: usize = memory.data(16, 4)

let skipProbability: u32 = 0

/** Returns the first kind's probability in 256ths, from the counts of two kinds. */
function share(first: u32, second: u32): i32 {
  if (first + second === 0) return 255
  const all = <u64>first + second
  return max(1, min(255, <i32>((<u64>first * 256 + all / 2) / all)))
}

/**
 * Writes the frame header.
 * @param skipped macroblocks without levels
 * @param count macroblocks
 */
export function writeHeader(skipped: u32, count: u32): void {
  // Color space and clamping are the defaults.
  putNumber(0, 2)
  putFlag(segmented)
  if (segmented) writeSegments()
  writeFilter()
  // One token partition.
  putNumber(0, 2)
  putNumber(indexOf(0), 7)
  putOptional(0, 4)
  putOptional(0, 4)
  putOptional(0, 4)
  putOptional(chromaDc, 4)
  putOptional(chromaAc, 4)
  // Later frames do not exist, so the probabilities need not be kept for them.
  putFlag(false)
  writeProbabilities()
  putFlag(skipped > 0)
  skipProbability = 0
  if (skipped === 0) return
  skipProbability = share(count - skipped, skipped)
  putNumber(skipProbability, 8)
}

function writeSegments(): void {
  // The map and the values follow, and the values are absolute (RFC 6386, 9.3).
  putNumber(7, 3)
  for (let i = 0; i < SEGMENTS; i++) putOptional(indexOf(i), 7)
  for (let i = 0; i < SEGMENTS; i++) putOptional(levelOf(i), 6)
  store<u8>(TREE, share(sizeOf(0) + sizeOf(1), sizeOf(2) + sizeOf(3)))
  store<u8>(TREE, share(sizeOf(0), sizeOf(1)), 1)
  store<u8>(TREE, share(sizeOf(2), sizeOf(3)), 2)
  for (let i = 0; i < 3; i++) {
    const probability = load<u8>(TREE + i)
    putFlag(probability < 255)
    if (probability < 255) putNumber(probability, 8)
  }
}

function writeFilter(): void {
  let level = 0
  const count = segmented ? SEGMENTS : 1
  for (let i = 0; i < count; i++) level = max(level, levelOf(i))
  putFlag(false)
  putNumber(level, 6)
  putNumber(0, 3)
  putFlag(false)
}

/** Writes all macroblocks' modes. */
export function writeModes(macroblocksWide: i32, macroblocksHigh: i32): void {
  resetModeContexts()
  let index: usize = 0
  for (let row = 0; row < macroblocksHigh; row++) {
    resetLeftModes()
    for (let column = 0; column < macroblocksWide; column++) writeMacroblock(index++, modesAbove(column))
  }
}

function writeMacroblock(index: usize, above: usize): void {
  if (segmented) {
    const segment = segmentOf(index)
    putBool(segment >> 1, load<u8>(TREE))
    putBool(segment & 1, load<u8>(TREE + (segment >> 1), 1))
  }
  if (skipProbability !== 0) putBool(isSkipped(index) ? 1 : 0, skipProbability)
  if (isBySubblocks(index)) {
    putBool(0, WHOLE)
    writeSubblocks(index, above)
  } else {
    putBool(1, WHOLE)
    writeLuma(lumaModeOf(index))
    keepWholeMode(above, lumaModeOf(index))
  }
  writeChroma(chromaModeOf(index))
}

function writeLuma(mode: i32): void {
  const other = mode === TM || mode === HE
  putBool(other ? 1 : 0, load<u8>(LUMA_TREE))
  if (other) putBool(mode === TM ? 1 : 0, load<u8>(LUMA_TREE, 2))
  else putBool(mode === VE ? 1 : 0, load<u8>(LUMA_TREE, 1))
}

function writeChroma(mode: i32): void {
  putBool(mode !== DC ? 1 : 0, load<u8>(CHROMA_TREE))
  if (mode === DC) return
  putBool(mode !== VE ? 1 : 0, load<u8>(CHROMA_TREE, 1))
  if (mode !== VE) putBool(mode === TM ? 1 : 0, load<u8>(CHROMA_TREE, 2))
}

function writeSubblocks(index: usize, above: usize): void {
  for (let i: usize = 0; i < 16; i++) {
    const mode = subblockModeOf(index, i)
    store<u8>(SUBBLOCKS + i, <u8>mode)
    const modeAbove = i < 4 ? load<u8>(above + i) : load<u8>(SUBBLOCKS + i - 4)
    const modeLeft = (i & 3) === 0 ? load<u8>(LEFT_MODES + (i >> 2)) : load<u8>(SUBBLOCKS + i - 1)
    const probabilities = subblockProbabilities(modeAbove, modeLeft)
    for (let path = load<u64>(SUBBLOCK_PATHS + 8 * mode); path !== 0; path >>= 8) {
      const item = (<u32>path & 255) - 1
      putBool(item & 1, load<u8>(probabilities + (item >> 1)))
    }
  }
  keepSubblockModes(above, SUBBLOCKS)
}
