/** Encodes a macroblock: chooses its modes, quantizes it, and decodes it for its neighbors. */
import { activity } from './activity'
import {
  BLOCK,
  CHROMA_COUNTS,
  CHROMA_LEVELS,
  DC_BLOCK,
  SUBBLOCK_CHOICES,
  SUBBLOCK_COUNTS,
  SUBBLOCK_LEVELS,
  WHOLE_COUNTS,
  WHOLE_LEVELS,
} from './blocks'
import {
  chromaMode,
  chromaTotalPrice,
  clearChroma,
  decodeChroma,
  encodeChroma,
  isChromaEmpty,
} from './chroma'
import { clearContexts, contextsAbove, DC_CONTEXT, LEFT_CONTEXTS } from './contexts'
import { thorough } from './effort'
import { clearWhole, decodeWhole, encodeWhole, isWholeEmpty, wholeCost, wholeMode, wholePrice } from './luma'
import { recordModes, segmentOf } from './macroblocks'
import { clearMasking, setMasking } from './masking'
import { keepSubblockModes, keepWholeMode, LEFT_MODES, modesAbove } from './mode-contexts'
import { centerOf } from './segments'
import { keepLines, loadChroma, loadLuma, loadNeighbors } from './source'
import {
  areSubblocksEmpty,
  decodeSubblocks,
  encodeSubblocks,
  subblocksModePrice,
  subblocksTotalPrice,
} from './subblocks'
import { CHROMA, LUMA, LUMA_AFTER_DC, LUMA_DC, recordBlock } from './tokens'

/** Kind of the macroblock that was encoded last, and its price in 256ths of a bit. */
export let bySubblocks = false
export let isEmpty = false
export let price: i32 = 0
export let modePrice: i32 = 0

/**
 * Encodes a macroblock.
 * @param maxModePrice maximum price for subblock modes, in 256ths of a bit
 * @param maxPrice maximum macroblock price; a more expensive macroblock gets no levels
 */
export function encodeMacroblock(
  column: i32,
  row: i32,
  index: usize,
  maxModePrice: i32,
  maxPrice: i32,
): void {
  const segment = segmentOf(index)
  const above = contextsAbove(column)
  const modes = modesAbove(column)
  loadLuma(column, row)
  if (thorough) setMasking(activity() - centerOf(segment))
  else clearMasking()
  loadChroma(column, row)
  loadNeighbors(column, row)
  encodeChroma(segment, above, row > 0, column > 0)
  encodeWhole(segment, above, row > 0, column > 0)
  bySubblocks =
    encodeSubblocks(segment, above, modes, LEFT_MODES, wholeCost) && subblocksModePrice <= maxModePrice
  price = chromaTotalPrice + (bySubblocks ? subblocksTotalPrice : wholePrice)
  if (price > maxPrice) {
    bySubblocks = false
    clearWhole()
    clearChroma(above)
  }
  modePrice = bySubblocks ? subblocksModePrice : 0
  isEmpty = isChromaEmpty() && (bySubblocks ? areSubblocksEmpty() : isWholeEmpty())
  if (bySubblocks) {
    decodeSubblocks()
    keepSubblockModes(modes, SUBBLOCK_CHOICES)
  } else {
    decodeWhole()
    keepWholeMode(modes, wholeMode)
  }
  decodeChroma()
  keepLines(column)
  recordModes(index, isEmpty, bySubblocks ? -1 : wholeMode, chromaMode, SUBBLOCK_CHOICES)
  if (isEmpty) {
    price = 0
    clearContexts(above, bySubblocks)
  }
}

/**
 * Records the levels of the macroblock that was encoded last, and sets its token contexts.
 * @param at address for the record
 * @returns the address after the record
 */
export function recordLevels(at: usize, column: i32): usize {
  const above = contextsAbove(column)
  if (bySubblocks) {
    at = recordLuma(at, LUMA, SUBBLOCK_LEVELS, SUBBLOCK_COUNTS, 0, above)
  } else {
    const levels = WHOLE_LEVELS + DC_BLOCK * BLOCK
    const count = load<u8>(WHOLE_COUNTS, DC_BLOCK)
    at = recordOne(at, LUMA_DC, levels, 0, count, above + DC_CONTEXT, LEFT_CONTEXTS + DC_CONTEXT)
    at = recordLuma(at, LUMA_AFTER_DC, WHOLE_LEVELS, WHOLE_COUNTS, 1, above)
  }
  for (let i: usize = 0; i < 8; i++) {
    const place: usize = 4 + ((i >> 2) << 1)
    const contextAbove = above + place + (i & 1)
    const contextLeft = LEFT_CONTEXTS + place + ((i >> 1) & 1)
    const levels = CHROMA_LEVELS + i * BLOCK
    at = recordOne(at, CHROMA, levels, 0, load<u8>(CHROMA_COUNTS + i), contextAbove, contextLeft)
  }
  return at
}

function recordLuma(at: usize, type: i32, levels: usize, counts: usize, first: i32, above: usize): usize {
  for (let i: usize = 0; i < 16; i++) {
    const contextLeft = LEFT_CONTEXTS + (i >> 2)
    at = recordOne(at, type, levels + i * BLOCK, first, load<u8>(counts + i), above + (i & 3), contextLeft)
  }
  return at
}

function recordOne(
  at: usize,
  type: i32,
  levels: usize,
  first: i32,
  count: i32,
  above: usize,
  left: usize,
): usize {
  const context = <i32>load<u8>(above) + <i32>load<u8>(left)
  const some: u8 = count > first ? 1 : 0
  store<u8>(above, some)
  store<u8>(left, some)
  return recordBlock(at, type, levels, first, count, context)
}
