/** Lossy encoder groups: each is transformed, quantized and recorded, band by band. */
import { alloc } from '../../heap'
import { band, loadBand } from './band'
import { blockContexts } from './block-contexts'
import { beginRecord, countRecord, maxRecordBytes, recordLevels } from './coefficient-records'
import { FIRST, setLfPlane, setMetadata, tilesOf } from './lf-groups'
import { countNonZeros, keepNonZeros, predictNonZeros } from './non-zeros'
import { blocksHigh, blocksWide, GROUP_BLOCKS, groupsWide } from './sections'
import { lfStepsB, lfStepsX, lfStepsY, QUANT } from './steps'
import { encodeTile, factorB, factorX, LEVELS_STEP, levelsOf, meanOf, strategyOf } from './tile'
import { columnsOf, coveredBy, kindOf, orderOf } from './transforms'

/** Tile side and band height, in blocks. */
const TILE_BLOCKS: i32 = 8

/** Address of the records for the group that was encoded last. */
export let record: usize = 0
/** Non-zero counts: a row each for Y, X and B. */
let nonZeros: usize = 0
/** The frame's LF samples as i16: planes for Y, X and B. */
let lfSamples: usize = 0
let strategies: usize = 0
let factorsX: usize = 0
let factorsB: usize = 0
/** Code for which tokens are counted. */
let code: usize = 0
/** `true` in the group's first block row. */
let isTop = false

/** Opens the groups. `openSections` must be called before. */
export function openGroups(): void {
  const blocks = <usize>(blocksWide * blocksHigh)
  const tiles = <usize>(tilesOf(blocksWide) * tilesOf(blocksHigh))
  const groupBlocks = <usize>(min(blocksWide, GROUP_BLOCKS) * min(blocksHigh, GROUP_BLOCKS))
  record = alloc(3 * maxRecordBytes(0) * groupBlocks)
  nonZeros = alloc(3 * GROUP_BLOCKS)
  lfSamples = alloc(3 * 2 * blocks)
  strategies = alloc(blocks)
  factorsX = alloc(tiles)
  factorsB = alloc(tiles)
}

/** Gives the LF samples and the metadata to the LF groups. */
export function shareWithLfGroups(): void {
  const plane: usize = 2 * <usize>(blocksWide * blocksHigh)
  for (let channel: usize = 0; channel < 3; channel++)
    setLfPlane(channel, lfSamples + plane * channel, blocksWide, 0, 0)
  setMetadata(strategies, factorsX, factorsB, QUANT)
}

/**
 * Encodes a group, and counts its tokens for a code.
 * @returns address after the group's records
 */
export function encodeGroup(group: i32, tokenCode: usize): usize {
  code = tokenCode
  const column = (group % groupsWide) * GROUP_BLOCKS
  const row = (group / groupsWide) * GROUP_BLOCKS
  const columns = min(GROUP_BLOCKS, blocksWide - column)
  const rows = min(GROUP_BLOCKS, blocksHigh - row)
  let at = record
  for (let y = 0; y < rows; y += TILE_BLOCKS) {
    const high = min(TILE_BLOCKS, rows - y)
    loadBand(8 * column, 8 * (row + y), 8 * columns, 8 * high)
    for (let x = 0; x < columns; x += TILE_BLOCKS) {
      const wide = min(TILE_BLOCKS, columns - x)
      encodeTile(band + 32 * <usize>x, wide, high, x / TILE_BLOCKS)
      keepTile(column + x, row + y, wide, high)
    }
    const first = strategies + (row + y) * blocksWide + column
    at = recordBand(at, first, columns, high, y === 0)
  }
  return at
}

/** Keeps a tile's LF samples and metadata. */
function keepTile(column: i32, row: i32, columns: i32, rows: i32): void {
  const plane: usize = 2 * <usize>(blocksWide * blocksHigh)
  const tile = (row / TILE_BLOCKS) * tilesOf(blocksWide) + column / TILE_BLOCKS
  store<i8>(factorsX + tile, <i8>factorX)
  store<i8>(factorsB + tile, <i8>factorB)
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const block = <usize>((row + y) * blocksWide + column + x)
      const luma = lfLevel(meanOf(x, y, 1) * lfStepsY)
      const blue = meanOf(x, y, 2) - <f32>luma / lfStepsY
      const at = lfSamples + 2 * block
      store<i16>(at, <i16>luma)
      store<i16>(at + plane, <i16>lfLevel(meanOf(x, y, 0) * lfStepsX))
      store<i16>(at + 2 * plane, <i16>lfLevel(blue * lfStepsB))
      store<u8>(strategies + block, <u8>strategyOf(x, y))
    }
  }
}

function lfLevel(value: f32): i32 {
  return <i32>max(<f32>-32768, min(<f32>32767, nearest(value)))
}

/**
 * Records a band's coefficients.
 * @param first address of the first block's strategy
 */
function recordBand(at: usize, first: usize, columns: i32, rows: i32, isFirst: bool): usize {
  for (let y = 0; y < rows; y++) {
    isTop = isFirst && y === 0
    for (let x = 0; x < columns; x++) {
      const strategy = <i32>load<u8>(first + y * blocksWide + x)
      if ((strategy & FIRST) === 0) continue
      const levels = levelsOf(x, y)
      at = recordChannel(at, levels + LEVELS_STEP, strategy & ~FIRST, 0, x)
      at = recordChannel(at, levels, strategy & ~FIRST, 1, x)
      at = recordChannel(at, levels + 2 * LEVELS_STEP, strategy & ~FIRST, 2, x)
    }
  }
  return at
}

/** Records a transform. Y has its own block context, X and B share the other one. */
function recordChannel(at: usize, levels: usize, strategy: i32, channel: usize, column: usize): usize {
  const kind = kindOf(strategy)
  const covered = coveredBy(kind)
  const count = countNonZeros(levels, 128 << covered)
  const numbers = nonZeros + channel * <usize>GROUP_BLOCKS
  const predicted = predictNonZeros(numbers, column, isTop)
  keepNonZeros(numbers, column, count, columnsOf(strategy), covered)
  const context = channel > 0 ? 1 : 0
  const start = beginRecord(at, covered, context, predicted, count)
  const end = recordLevels(start, levels, orderOf(kind) + ((<usize>2) << covered), count)
  countRecord(code, at, blockContexts)
  return end
}
