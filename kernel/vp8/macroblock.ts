/** Decodes macroblocks: their modes, coefficients and samples. */
import { boolsOverran } from './bool'
import { markFilter } from './filter-row'
import {
  chromaAbove,
  chromaOffset,
  chromaRow,
  chromaStride,
  contextsAbove,
  lineOffset,
  lumaAbove,
  lumaRow,
  lumaStride,
  modesAbove,
} from './frame'
import { readSkip } from './header'
import { bySubblocks, chromaMode, lumaMode, MODES, openModeRow, readModes } from './modes'
import { partitionOverran } from './partition'
import { predictChroma, predictLuma, setNeighbors } from './predict'
import { predictSubblock } from './predict-subblock'
import { stepsOf } from './quant'
import { addPair, hasResidue, transformLuma, withResidue } from './residue'
import { readSegment } from './segments'
import { CORRUPT, READY } from './status'
import { COEFFICIENTS, COUNTS, DC_BLOCK, decodeCoefficients } from './tokens'
import { transformDc } from './transform'

/** Token contexts of the blocks to the left, in the same layout as the contexts above. */
const LEFT_CONTEXTS: usize = memory.data(16, 16)

/** Index of the token context for the luma DC block. Eight contexts for other blocks precede it. */
const DC_CONTEXT: usize = 8

/**
 * Begins a macroblock row. The blocks to the left of its first macroblock count as blocks without
 * coefficients.
 */
export function openRow(): void {
  openModeRow()
  memory.fill(LEFT_CONTEXTS, 0, 16)
}

/**
 * Decodes a macroblock into the current row's buffer.
 * @param partition address of the decoder state for the token partition that holds the macroblock's
 *   coefficients
 */
export function decodeMacroblock(x: i32, y: i32, partition: usize): i32 {
  const segment = readSegment()
  const skipped = readSkip()
  readModes(modesAbove + ((<usize>x) << 2))
  if (boolsOverran()) return CORRUPT
  const contexts = contextsAbove + ((<usize>x) << 4)
  let residue = false
  if (skipped) {
    store<i64>(contexts, 0)
    store<i64>(LEFT_CONTEXTS, 0)
    if (!bySubblocks) {
      store<u8>(contexts, 0, DC_CONTEXT)
      store<u8>(LEFT_CONTEXTS, 0, DC_CONTEXT)
    }
  } else {
    decodeCoefficients(partition, contexts, LEFT_CONTEXTS, stepsOf(segment), !bySubblocks)
    if (partitionOverran(partition)) return CORRUPT
    if (!bySubblocks && load<u8>(COUNTS + DC_BLOCK) !== 0)
      transformDc(COEFFICIENTS + DC_BLOCK * 32, COEFFICIENTS)
    residue = hasResidue()
  }
  markFilter(x, segment, bySubblocks, residue || bySubblocks)
  setNeighbors(y > 0, x > 0)
  const luma = lumaRow + ((<usize>x) << 4)
  const above = lumaAbove + ((<usize>x) << 4)
  if (bySubblocks) {
    paintSubblocks(luma, above, residue)
  } else {
    predictLuma(lumaMode, above, luma - 1, luma, lumaStride)
    if (residue) addLuma(luma)
  }
  const chroma = chromaRow + ((<usize>x) << 3)
  const chromaLine = chromaAbove + ((<usize>x) << 3)
  predictChroma(chromaMode, chromaLine, chroma, chromaStride)
  predictChroma(chromaMode, chromaLine + lineOffset, chroma + chromaOffset, chromaStride)
  if (residue) addChroma(chroma)
  return READY
}

function addLuma(luma: usize): void {
  for (let index: usize = 0; index < 16; index += 4) {
    addPair(index, luma, lumaStride)
    addPair(index + 2, luma + 8, lumaStride)
    luma += 4 * lumaStride
  }
}

function addChroma(u: usize): void {
  const v = u + chromaOffset
  addPair(16, u, chromaStride)
  addPair(18, u + 4 * chromaStride, chromaStride)
  addPair(20, v, chromaStride)
  addPair(22, v + 4 * chromaStride, chromaStride)
}

/**
 * Predicts each luma subblock from its decoded neighbors, and adds the subblock's residue before
 * the next subblock is predicted.
 */
function paintSubblocks(luma: usize, above: usize, residue: bool): void {
  if (residue) transformLuma()
  // All four subblocks in the right column have the same neighbors above to the right. These
  // neighbors are in the sample row above the macroblock (RFC 6386, 12.3).
  const aboveRight = (<u64>load<u32>(above, 16)) << 32
  let block = COEFFICIENTS
  for (let y: usize = 0; y < 4; y++) {
    for (let x: usize = 0; x < 16; x += 4) {
      const out = luma + x
      const edge = y === 0 ? above + x : out - lumaStride
      const neighbors = x === 12 ? <u64>load<u32>(edge) | aboveRight : load<u64>(edge)
      const mode = load<u8>(MODES + (y << 2) + (x >> 2))
      let samples = predictSubblock(mode, neighbors, <u64>load<u8>(edge - 1), out - 1, lumaStride)
      if (residue) samples = withResidue(samples, block)
      block += 32
      const below = out + 2 * lumaStride
      store<i32>(out, i32x4.extract_lane(samples, 0))
      store<i32>(out + lumaStride, i32x4.extract_lane(samples, 1))
      store<i32>(below, i32x4.extract_lane(samples, 2))
      store<i32>(below + lumaStride, i32x4.extract_lane(samples, 3))
    }
    luma += 4 * lumaStride
  }
}
