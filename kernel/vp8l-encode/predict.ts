/**
 * Applies the predictor transform (RFC 9649, 4.1) in place. It works from the bottom up, so that
 * the pixels that a prediction needs have not been replaced yet.
 */
import { alloc } from '../heap'
import { bottomOf, pixels, tileBits, topOf, width } from './picture'
import { LEFT, OPAQUE_BLACK, PREDICTORS, predict, SELECT } from './predictors'
import { costsOf, highCosts, lowCosts, total } from './residual-cost'

/**
 * Minimum saving, in eighths of a bit, for which a tile gets another predictor than the previous
 * tile.
 */
const CHANGE: u32 = 64

let row: usize = 0
let totals: usize = 0

export function predictOpen(): void {
  row = alloc(<usize>width * 4)
  totals = alloc(<usize>PREDICTORS * 4)
}

function sideInTiles(side: u32, bits: u32): u32 {
  return (side + (1 << bits) - 1) >> bits
}

/**
 * Chooses a predictor for each tile in a tile row.
 * @param tileModes receives each tile's predictor mode in a pixel's green
 */
export function chooseModes(tileRow: u32, tileModes: usize): void {
  const bits = tileBits
  const top = topOf(tileRow)
  const bottom = bottomOf(tileRow)
  const tiles = sideInTiles(width, bits)
  let before = SELECT
  for (let tile: u32 = 0; tile < tiles; tile++) {
    const from = tile << bits
    before = bestMode(from, min(width, from + (1 << bits)), top, bottom, before)
    store<u32>(tileModes + <usize>tile * 4, OPAQUE_BLACK | (before << 8))
  }
}

/**
 * Replaces the pixels in a tile row by their residuals.
 * @param tileModes the tiles' predictor modes
 */
export function predictTiles(tileRow: u32, tileModes: usize): void {
  const top = topOf(tileRow)
  const stride = <usize>width * 4
  for (let y = bottomOf(tileRow); y-- > top; ) {
    const at = pixels + <usize>y * stride
    if (y === 0) firstRow(at)
    else predictRow(at, tileModes)
    memory.copy(at, row, stride)
  }
}

function subtract(a: u32, b: u32): u32 {
  const difference = i8x16.sub(i32x4.splat(a), i32x4.splat(b))
  return i32x4.extract_lane(difference, 0)
}

function firstRow(from: usize): void {
  const end = <usize>width
  store<u32>(row, subtract(load<u32>(from), OPAQUE_BLACK))
  for (let x: usize = 1; x < end; x++) {
    store<u32>(row + 4 * x, subtract(load<u32>(from + 4 * x), load<u32>(from + 4 * x - 4)))
  }
}

/**
 * Computes a pixel row's residuals and writes them to the buffer `row`. The row must not be the
 * picture's first.
 */
function predictRow(first: usize, tileModes: usize): void {
  const columns = width
  const bits = tileBits
  const stride = <usize>columns * 4
  store<u32>(row, subtract(load<u32>(first), load<u32>(first - stride)))
  for (let from: u32 = 0; from < columns; from += 1 << bits) {
    const mode = (load<u32>(tileModes + <usize>(from >> bits) * 4) >> 8) & 15
    const end = min(columns, from + (1 << bits))
    let x = max(from, 1)
    for (; x + 4 <= end; x += 4) {
      const at = first + <usize>x * 4
      const above = at - stride
      const predicted = predict(
        mode,
        v128.load(at - 4),
        v128.load(above),
        v128.load(above - 4),
        v128.load(above + 4),
      )
      v128.store(row + <usize>x * 4, i8x16.sub(v128.load(at), predicted))
    }
    for (; x < end; x++) {
      const at = first + <usize>x * 4
      store<u32>(row + <usize>x * 4, subtract(load<u32>(at), predictPixel(at, stride, mode)))
    }
  }
}

/**
 * Returns a pixel's prediction.
 * @param at pixel address, which must not be in the first row or column
 */
export function predictPixel(at: usize, stride: usize, mode: u32): u32 {
  const above = at - stride
  const predicted = predict(
    mode,
    i32x4.splat(load<u32>(at - 4)),
    i32x4.splat(load<u32>(above)),
    i32x4.splat(load<u32>(above - 4)),
    i32x4.splat(load<u32>(above + 4)),
  )
  return i32x4.extract_lane(predicted, 0)
}

function bestMode(from: u32, end: u32, top: u32, bottom: u32, before: u32): u32 {
  const stride = <usize>width * 4
  memory.fill(totals, 0, <usize>PREDICTORS * 4)
  for (let y = max(top, 1); y < bottom; y++) {
    addRow(pixels + <usize>y * stride, stride, max(from, 1), end)
  }
  let best = before
  let least = load<u32>(totals + <usize>before * 4)
  if (least > CHANGE) least -= CHANGE
  for (let mode = LEFT; mode < PREDICTORS; mode++) {
    const cost = load<u32>(totals + <usize>mode * 4)
    if (cost >= least) continue
    least = cost
    best = mode
  }
  return best
}

/**
 * Estimates the residual cost in a part of a row for every predictor, and adds it to the
 * predictor's total in `totals`. Only complete groups of four pixels are counted.
 */
function addRow(first: usize, stride: usize, from: u32, end: u32): void {
  const low = lowCosts()
  const high = highCosts()
  for (let mode = LEFT; mode < PREDICTORS; mode++) {
    let costs = i16x8.splat(0)
    for (let x = from; x + 4 <= end; x += 4) {
      const at = first + <usize>x * 4
      const above = at - stride
      const predicted = predict(
        mode,
        v128.load(at - 4),
        v128.load(above),
        v128.load(above - 4),
        v128.load(above + 4),
      )
      costs = i16x8.add(costs, costsOf(i8x16.sub(v128.load(at), predicted), low, high))
    }
    const sum = totals + <usize>mode * 4
    store<u32>(sum, load<u32>(sum) + total(costs))
  }
}
