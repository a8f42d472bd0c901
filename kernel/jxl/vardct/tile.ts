/**
 * Tiles with 64 × 64 pixels: transforms, correlation with luma, and levels. Four 8 × 8 blocks form
 * a quad, and four quads a 32 × 32 block. Their coefficients lie side by side, so that a larger
 * transform takes their place.
 */
import { alloc } from '../../heap'
import { PLANE_BYTES, ROW_BYTES } from './band'
import { addCorrelation, BASE_B, beginCorrelation, FACTOR_UNIT, factorOfB, factorOfX } from './correlation'
import { transform8x8, transform8x16, transform16x8, transform16x16, transform32x32 } from './dct'
import { FIRST } from './lf-groups'
import { spread16x8, spread16x16, spread32x32 } from './lf-means'
import { decorrelate, quantize, setFactors } from './quantize'
import { FACTOR_B, hfSteps } from './steps'
import {
  candidate16x16,
  candidate32x32,
  candidateTall,
  candidateWide,
  chooseTransforms,
  is16x16,
  isFirstHalf,
  isSecondHalf,
  isTall,
  openStrategy,
  quadBits,
  takes32x32,
} from './strategy'
import { DCT_8X8, DCT_8X16, DCT_16X8, DCT_16X16, DCT_32X32, kindOf } from './transforms'

/** Bytes for coefficients in a channel: a quad's, and those in four quads. */
const QUAD: usize = 256 * 4
const CHANNEL: usize = 4 * QUAD
/** Bytes for levels: in a channel for four quads, and in all channels for a tile. */
const CHANNEL_LEVELS: usize = CHANNEL / 2
const TILE_LEVELS: usize = 4 * 3 * CHANNEL_LEVELS
const TILES: usize = 4
/** Bytes for a tile's means in a channel, eight rows with eight means each. */
const MEANS: usize = 64 * 4
const MEANS_ROW: usize = 8 * 4

/** A tile's coefficients: four times X, Y and B for four quads. */
let coefficients: usize = 0
/** Levels in a band's tiles, as i16. */
let levels: usize = 0
/** A tile's LF samples in the standard's units, as f32: X, Y and B. */
let means: usize = 0
/** Strategies for a tile's blocks. */
let strategies: usize = 0
/** A byte for each quad in the band: 1 if its blocks lie column by column. */
let columnWise: usize = 0

/** Number of block columns and block rows in the tile that is encoded. */
let columns: usize = 0
let rows: usize = 0

/** Factors for X and B in the tile that was encoded last. */
export let factorX: i32 = 0
export let factorB: i32 = 0

/** Allocates the memory for a band's tiles. */
export function openTile(): void {
  coefficients = alloc(4 * 3 * CHANNEL)
  levels = alloc(TILES * TILE_LEVELS)
  means = alloc(3 * MEANS)
  strategies = alloc(64)
  columnWise = alloc(16 * TILES)
  openStrategy()
}

/** Returns the address of a quad's layout. */
function layoutOf(tile: usize, column: usize, row: usize): usize {
  return columnWise + 16 * tile + (row >> 1) * 4 + (column >> 1)
}

/** Returns a block's place among the 16 in a 32 × 32 block. */
function placeOf(tile: usize, column: usize, row: usize): usize {
  const quad: usize = 4 * (((row >> 1) & 1) * 2 + ((column >> 1) & 1))
  const x = column & 1
  const y = row & 1
  const isColumnWise = load<u8>(layoutOf(tile, column, row)) !== 0
  return quad + (isColumnWise ? x + x + y : y + y + x)
}

/** Returns a 32 × 32 block's index in a tile. */
function fourOf(column: usize, row: usize): usize {
  return (row >> 2) * 2 + (column >> 2)
}

/** Returns the address of the X levels for a block in the band. Y and B levels follow. */
export function levelsOf(bandColumn: usize, row: usize): usize {
  const tile = bandColumn >> 3
  const column = bandColumn & 7
  const at = levels + tile * TILE_LEVELS + 3 * fourOf(column, row) * CHANNEL_LEVELS
  return at + placeOf(tile, column, row) * 128
}

/** Distance in bytes from a channel's levels to the next channel's levels. */
export const LEVELS_STEP: usize = CHANNEL_LEVELS

function coefficientsOf(tile: usize, column: usize, row: usize): usize {
  return coefficients + 3 * fourOf(column, row) * CHANNEL + placeOf(tile, column, row) * 256
}

function meanAt(column: usize, row: usize, channel: usize): usize {
  return means + MEANS * channel + 4 * (8 * row + column)
}

/** Returns an LF sample for a block in the tile. */
export function meanOf(column: usize, row: usize, channel: usize): f32 {
  return load<f32>(meanAt(column, row, channel))
}

/** Returns the strategy for a block in the tile, with `FIRST` in a transform's first block. */
export function strategyOf(column: usize, row: usize): i32 {
  return load<u8>(strategies + 8 * row + column)
}

/**
 * Encodes a tile.
 * @param start address of the tile's first X sample
 * @param wide block column count
 * @param high block row count
 * @param tile tile index in the band
 */
export function encodeTile(start: usize, wide: usize, high: usize, tile: usize): void {
  columns = wide
  rows = high
  memory.fill(columnWise + 16 * tile, 0, 16)
  for (let row: usize = 0; row < rows; row++) {
    for (let column: usize = 0; column < columns; column++) {
      let at = coefficientsOf(tile, column, row)
      let from = start + 8 * row * ROW_BYTES + 32 * column
      for (let channel: usize = 0; channel < 3; channel++, at += CHANNEL, from += PLANE_BYTES) {
        transform8x8(from, ROW_BYTES, at)
        store<f32>(meanAt(column, row, channel), load<f32>(at) * (1.0 / 64.0))
      }
      store<u8>(strategies + 8 * row + column, <u8>(DCT_8X8 | FIRST))
    }
  }
  for (let row: usize = 0; row + 1 < rows; row += 4)
    for (let column: usize = 0; column + 1 < columns; column += 4)
      encodeFour(start + 8 * row * ROW_BYTES + 32 * column, tile, column, row)
  correlate(tile)
  quantizeTile(tile)
}

function quantizeTile(tile: usize): void {
  setFactors(FACTOR_UNIT * <f32>factorX, BASE_B + FACTOR_UNIT * <f32>factorB, hfSteps)
  for (let row: usize = 0; row < rows; row++) {
    for (let column: usize = 0; column < columns; column++) {
      const strategy = strategyOf(column, row)
      if ((strategy & FIRST) === 0) continue
      const kind = kindOf(strategy & ~FIRST)
      const at = coefficientsOf(tile, column, row)
      const to = levelsOf(8 * tile + column, row)
      quantize(at + CHANNEL, kind, 1, hfSteps, to + CHANNEL_LEVELS)
      decorrelate(to + CHANNEL_LEVELS, kind, at, at + 2 * CHANNEL)
      quantize(at, kind, 0, hfSteps, to)
      quantize(at + 2 * CHANNEL, kind, 2, hfSteps * FACTOR_B, to + 2 * CHANNEL_LEVELS)
    }
  }
}

/** Chooses the tile's factors. */
function correlate(tile: usize): void {
  beginCorrelation()
  for (let row: usize = 0; row < rows; row++) {
    for (let column: usize = 0; column < columns; column++) {
      const strategy = strategyOf(column, row)
      if ((strategy & FIRST) === 0) continue
      const kind = kindOf(strategy & ~FIRST)
      const at = coefficientsOf(tile, column, row)
      addCorrelation(at, at + CHANNEL, at + 2 * CHANNEL, kind)
    }
  }
  factorX = factorOfX()
  factorB = factorOfB()
}

/** Chooses and computes the transforms for the parts of four quads that lie in the picture. */
function encodeFour(start: usize, tile: usize, column: usize, row: usize): void {
  let bits: f32 = 0
  for (let y: usize = 0; y < 4 && row + y + 1 < rows; y += 2) {
    for (let x: usize = 0; x < 4 && column + x + 1 < columns; x += 2) {
      encodeQuad(start + 8 * y * ROW_BYTES + 32 * x, tile, column + x, row + y)
      bits += quadBits
    }
  }
  if (row + 4 > rows || column + 4 > columns) return
  if (!takes32x32(start + PLANE_BYTES, ROW_BYTES, hfSteps, bits)) return
  for (let y: usize = 0; y < 4; y += 2)
    for (let x: usize = 0; x < 4; x += 2) store<u8>(layoutOf(tile, column + x, row + y), 0)
  const at = coefficientsOf(tile, column, row)
  memory.copy(at + CHANNEL, candidate32x32, CHANNEL)
  transform32x32(start, ROW_BYTES, at)
  transform32x32(start + 2 * PLANE_BYTES, ROW_BYTES, at + 2 * CHANNEL)
  for (let i: usize = 0; i < 3; i++) spread32x32(at + i * CHANNEL, meanAt(column, row, i), MEANS_ROW)
  setBlocks(column, row, 4, 4, DCT_32X32)
}

/** Chooses and computes a quad's transforms. */
function encodeQuad(start: usize, tile: usize, column: usize, row: usize): void {
  const at = coefficientsOf(tile, column, row)
  chooseTransforms(start + PLANE_BYTES, ROW_BYTES, at + CHANNEL, hfSteps)
  if (is16x16) {
    memory.copy(at + CHANNEL, candidate16x16, QUAD)
    transform16x16(start, ROW_BYTES, at)
    transform16x16(start + 2 * PLANE_BYTES, ROW_BYTES, at + 2 * CHANNEL)
    for (let i: usize = 0; i < 3; i++) spread16x16(at + i * CHANNEL, meanAt(column, row, i), MEANS_ROW)
    setBlocks(column, row, 2, 2, DCT_16X16)
    return
  }
  if (!isFirstHalf && !isSecondHalf) return
  if (isTall) layColumnWise(tile, column, row)
  if (isFirstHalf) encodeHalf(start, at, column, row, 0)
  if (isSecondHalf) encodeHalf(start, at, column, row, 1)
}

/** Computes an 8 × 16 or 16 × 8 transform in a quad. */
function encodeHalf(start: usize, at: usize, column: usize, row: usize, half: usize): void {
  const to = at + 512 * half
  const from = start + half * (isTall ? 32 : 8 * ROW_BYTES)
  memory.copy(to + CHANNEL, (isTall ? candidateTall : candidateWide) + 512 * half, 512)
  for (let i: usize = 0; i < 3; i += 2) {
    if (isTall) transform8x16(from + i * PLANE_BYTES, ROW_BYTES, to + i * CHANNEL)
    else transform16x8(from + i * PLANE_BYTES, ROW_BYTES, to + i * CHANNEL)
  }
  if (isTall) column += half
  else row += half
  const step = isTall ? MEANS_ROW : 4
  for (let i: usize = 0; i < 3; i++) spread16x8(to + i * CHANNEL, meanAt(column, row, i), step)
  if (isTall) setBlocks(column, row, 1, 2, DCT_8X16)
  else setBlocks(column, row, 2, 1, DCT_16X8)
}

function setBlocks(column: usize, row: usize, wide: usize, high: usize, strategy: i32): void {
  const first = strategies + 8 * row + column
  for (let y: usize = 0; y < high; y++)
    for (let x: usize = 0; x < wide; x++) store<u8>(first + 8 * y + x, <u8>strategy)
  store<u8>(first, <u8>(strategy | FIRST))
}

/** Puts a quad's blocks column by column, so that the halves of an 8 × 16 are adjacent. */
function layColumnWise(tile: usize, column: usize, row: usize): void {
  let at = coefficientsOf(tile, column, row) + 256
  for (let channel = 0; channel < 3; channel++, at += CHANNEL) {
    for (let i: usize = 0; i < 256; i += 16) {
      const one = v128.load(at + i)
      v128.store(at + i, v128.load(at + i, 256))
      v128.store(at + i, one, 256)
    }
  }
  store<u8>(layoutOf(tile, column, row), 1)
}
