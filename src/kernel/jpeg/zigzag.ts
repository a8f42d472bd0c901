/** The places of the coefficients that a scale needs in a block. */
import { alloc } from '../heap'

// T.81 figure A.6: row-major index of the k-th coefficient.
// biome-ignore format: one row per block row
const NATURAL: usize = memory.data<u8>([
   0,  1,  8, 16,  9,  2,  3, 10,
  17, 24, 32, 25, 18, 11,  4,  5,
  12, 19, 26, 33, 40, 48, 41, 34,
  27, 20, 13,  6,  7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36,
  29, 22, 15, 23, 30, 37, 44, 51,
  58, 59, 52, 45, 38, 31, 39, 46,
  53, 60, 61, 54, 47, 55, 62, 63,
])

/** Offset of the place for dropped coefficients in a scratch block. */
export const DROPPED: u8 = 128
/** Bytes of a block with that place. */
export const SCRATCH: usize = 144

/** Samples and kept coefficients per side of a block: the scale in eighths. */
export let side: i32 = 0
/** The highest kept zigzag index. */
export let lastKept: i32 = 0
/** A bit for each kept zigzag index. */
export let kept: u64 = 0
/** For each index up to 255 its byte offset in a row-major block of `side` × `side` coefficients, or `DROPPED`. */
export let places: usize = 0

export function openPlaces(size: i32): void {
  side = size
  places = alloc(256)
  memory.fill(places, DROPPED, 256)
  kept = 0
  lastKept = 0
  for (let k = 0; k < 64; k++) {
    const row = naturalIndex(k) >> 3
    const column = naturalIndex(k) & 7
    if (row >= side || column >= side) continue
    store<u8>(places + k, (row * side + column) * 2)
    kept |= (<u64>1) << k
    lastKept = k
  }
}

/** Changes the places to zigzag order, all of them kept. */
export function keepZigzag(): void {
  for (let k = 0; k < 64; k++) store<u8>(places + k, k * 2)
}

export function naturalIndex(k: i32): i32 {
  return load<u8>(NATURAL + k)
}
