/** Adds block residues (their transformed coefficients) to the prediction (RFC 6386, 14.5). */
import { COEFFICIENTS, COUNTS } from './tokens'
import { highHalves, lowHalves, transformPair } from './transform'

/**
 * Masks that test two blocks' coefficient counts and eight blocks' counts at once. The masked value
 * is not 0 if any count exceeds 1.
 */
const MORE_OF_TWO: i32 = 0xfefe
const MORE_OF_EIGHT: u64 = 0xfefe * 0x0001000100010001

/**
 * Returns `true` if any macroblock coefficient may be nonzero, so that samples may have a residue.
 */
export function hasResidue(): bool {
  const counts = load<u64>(COUNTS) | load<u64>(COUNTS, 8) | load<u64>(COUNTS, 16)
  if ((counts & MORE_OF_EIGHT) !== 0) return true
  let any: i32 = 0
  for (let block = COEFFICIENTS; block < COEFFICIENTS + 24 * 32; block += 32) any |= load<u16>(block)
  return any !== 0
}

/** Adds the residues of a block and the next block to 8 × 4 samples, and zeroes both blocks. */
export function addPair(index: usize, out: usize, stride: usize): void {
  const block = COEFFICIENTS + (index << 5)
  if ((load<u16>(COUNTS + index) & MORE_OF_TWO) === 0) {
    const dc = load<i16>(block)
    const nextDc = load<i16>(block, 32)
    if ((dc | nextDc) !== 0) addFlat(block, dc, nextDc, out, stride)
    return
  }
  transformPair(block)
  const upper = v128.load(block)
  const lower = v128.load(block, 16)
  const nextUpper = v128.load(block, 32)
  const nextLower = v128.load(block, 48)
  clear(block)
  clear(block + 32)
  addRow(out, lowHalves(upper, nextUpper))
  addRow(out + stride, highHalves(upper, nextUpper))
  out += stride << 1
  addRow(out, lowHalves(lower, nextLower))
  addRow(out + stride, highHalves(lower, nextLower))
}

function addFlat(block: usize, dc: i32, nextDc: i32, out: usize, stride: usize): void {
  store<i16>(block, 0)
  store<i16>(block, 0, 32)
  const row = lowHalves(i16x8.splat(<i16>((dc + 4) >> 3)), i16x8.splat(<i16>((nextDc + 4) >> 3)))
  addRow(out, row)
  addRow(out + stride, row)
  out += stride << 1
  addRow(out, row)
  addRow(out + stride, row)
}

function addRow(out: usize, row: v128): void {
  const samples = i16x8.extend_low_i8x16_u(i64x2.splat(load<i64>(out)))
  const sums = i16x8.add(samples, row)
  store<i64>(out, i64x2.extract_lane(i8x16.narrow_i16x8_u(sums, sums), 0))
}

/**
 * Transforms a macroblock's luma blocks in pairs. If neither block in a pair has AC coefficients,
 * each block is filled with its DC coefficient's residue instead.
 */
export function transformLuma(): void {
  for (let index: usize = 0; index < 16; index += 2) {
    const block = COEFFICIENTS + (index << 5)
    if ((load<u16>(COUNTS + index) & MORE_OF_TWO) !== 0) {
      transformPair(block)
    } else {
      flatten(block)
      flatten(block + 32)
    }
  }
}

function flatten(block: usize): void {
  const dc: i32 = load<i16>(block)
  if (dc === 0) return
  const flat = i16x8.splat(<i16>((dc + 4) >> 3))
  v128.store(block, flat)
  v128.store(block, flat, 16)
}

function clear(block: usize): void {
  v128.store(block, i64x2.splat(0))
  v128.store(block, i64x2.splat(0), 16)
}

/**
 * Adds a transformed block's residue to a subblock's samples, and zeroes the block.
 * @param samples the subblock's 16 predicted samples, row by row
 * @returns the sums, clamped to 0 to 255
 */
export function withResidue(samples: v128, block: usize): v128 {
  const upper = i16x8.add(i16x8.extend_low_i8x16_u(samples), v128.load(block))
  const lower = i16x8.add(i16x8.extend_high_i8x16_u(samples), v128.load(block, 16))
  clear(block)
  return i8x16.narrow_i16x8_u(upper, lower)
}
