/** Encodes a macroblock: chooses its modes, quantizes it, and decodes it for its neighbors. */
import { activity } from './activity'
import { CHROMA, firstOf, LUMA, LUMA_AFTER_DC, LUMA_DC } from './block-types'
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
import { recordBlock } from './tokens'

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
    at = recordLuma(at, LUMA, SUBBLOCK_LEVELS, SUBBLOCK_COUNTS, above)
  } else {
    const levels = WHOLE_LEVELS + DC_BLOCK * BLOCK
    const count = load<u8>(WHOLE_COUNTS, DC_BLOCK)
    const context = exchange(above + DC_CONTEXT, LEFT_CONTEXTS + DC_CONTEXT, count > 0)
    at = recordBlock(at, LUMA_DC, levels, count, context)
    at = recordLuma(at, LUMA_AFTER_DC, WHOLE_LEVELS, WHOLE_COUNTS, above)
  }
  for (let i: usize = 0; i < 8; i++) {
    const place: usize = 4 + ((i >> 2) << 1)
    const count = load<u8>(CHROMA_COUNTS + i)
    const left = LEFT_CONTEXTS + place + ((i >> 1) & 1)
    const context = exchange(above + place + (i & 1), left, count > 0)
    at = recordBlock(at, CHROMA, CHROMA_LEVELS + i * BLOCK, count, context)
  }
  return at
}

function recordLuma(at: usize, type: i32, levels: usize, counts: usize, above: usize): usize {
  const first = firstOf(type)
  for (let i: usize = 0; i < 16; i++) {
    const count = <i32>load<u8>(counts + i)
    const context = exchange(above + (i & 3), LEFT_CONTEXTS + (i >> 2), count > first)
    at = recordBlock(at, type, levels + i * BLOCK, count, context)
  }
  return at
}

/**
 * Returns a block's token context, and replaces the contexts from which it follows.
 * @param above address of the context above
 * @param left address of the context to the left
 * @param hasLevels `true` if the block has levels
 */
function exchange(above: usize, left: usize, hasLevels: bool): i32 {
  const context = <i32>load<u8>(above) + <i32>load<u8>(left)
  store<u8>(above, <u8>hasLevels)
  store<u8>(left, <u8>hasLevels)
  return context
}
