/**
 * Records levels as tokens, counts them, and writes them when the probabilities are known (RFC
 * 6386, 13).
 *
 * A recorded block is a byte with the number of levels up to the last one that is not 0, and the
 * levels from the first one on. A level takes a byte, or two bytes in blocks that are marked
 * `WIDE`.
 */
import { CHROMA, firstOf, LUMA, LUMA_AFTER_DC, LUMA_DC } from './block-types'
import { CATEGORY_1, classOf, END, writeExtra } from './levels'
import {
  COUNT_BYTES,
  countRow,
  PLACE_COUNTS,
  PLACE_PROBABILITIES,
  PROBABILITY_BYTES,
  probabilityRow,
} from './probabilities'
import { bits, emit, FULL, keepWriter, low, putBool, range } from './writer'

/** Mark in a block's first byte if its levels take two bytes. */
const WIDE: u32 = 32

/** Maximum length in bytes of a recorded macroblock. A store may write 16 bytes more. */
export const MACROBLOCK_TOKENS: usize = 25 * 33

/**
 * Decisions by level class and sign, in token tree order: up to eight bytes, each 1 + 2 · node +
 * decision. The node `HALF` writes the sign. Levels in categories continue with extra bits and a
 * sign. The last row ends a block.
 */
// biome-ignore format: one class and sign a row
const DECISIONS: usize = memory.data<u8>([
  2, 3, 0, 0, 0, 0, 0, 0,
  2, 3, 0, 0, 0, 0, 0, 0,
  2, 4, 5, 31, 0, 0, 0, 0,
  2, 4, 5, 32, 0, 0, 0, 0,
  2, 4, 6, 7, 9, 31, 0, 0,
  2, 4, 6, 7, 9, 32, 0, 0,
  2, 4, 6, 7, 10, 11, 31, 0,
  2, 4, 6, 7, 10, 11, 32, 0,
  2, 4, 6, 7, 10, 12, 31, 0,
  2, 4, 6, 7, 10, 12, 32, 0,
  2, 4, 6, 8, 13, 15, 0, 0,
  2, 4, 6, 8, 13, 15, 0, 0,
  2, 4, 6, 8, 13, 16, 0, 0,
  2, 4, 6, 8, 13, 16, 0, 0,
  2, 4, 6, 8, 14, 17, 19, 0,
  2, 4, 6, 8, 14, 17, 19, 0,
  2, 4, 6, 8, 14, 17, 20, 0,
  2, 4, 6, 8, 14, 17, 20, 0,
  2, 4, 6, 8, 14, 18, 21, 0,
  2, 4, 6, 8, 14, 18, 21, 0,
  2, 4, 6, 8, 14, 18, 22, 0,
  2, 4, 6, 8, 14, 18, 22, 0,
  1, 0, 0, 0, 0, 0, 0, 0,
], 8)

/**
 * Records a block and counts its tokens.
 * @param at address for the record
 * @param levels address of 16 i16 in bitstream order
 * @param count levels up to the last one that is not 0
 * @param context blocks above and to the left that have levels
 * @returns the address after the record
 */
export function recordBlock(at: usize, type: i32, levels: usize, count: i32, context: i32): usize {
  const first = firstOf(type)
  countBlock(type, levels, first, count, context)
  if (count <= first) {
    store<u8>(at, 0)
    return at + 1
  }
  const lower = v128.load(levels)
  const upper = v128.load(levels, 16)
  const bytes = i8x16.narrow_i16x8_s(lower, upper)
  const same = v128.and(
    i16x8.eq(i16x8.extend_low_i8x16_s(bytes), lower),
    i16x8.eq(i16x8.extend_high_i8x16_s(bytes), upper),
  )
  if (i16x8.all_true(same)) {
    // The level before the first one is stored, too, and replaced by the level count.
    v128.store(at + 1 - first, bytes)
    store<u8>(at, <u8>count)
    return at + 1 + (count - first)
  }
  store<u8>(at++, <u8>(<u32>count | WIDE))
  for (let i = first; i < count; i++) {
    store<i16>(at, load<i16>(levels + ((<usize>i) << 1)))
    at += 2
  }
  return at
}

function increment(at: usize): void {
  store<u32>(at, load<u32>(at) + 1)
}

function countBlock(type: i32, levels: usize, first: i32, count: i32, context: i32): void {
  let row = countRow(type, first)
  let at = row + <usize>context * COUNT_BYTES
  for (let i = first; i < count; i++) {
    const magnitude = abs(<i32>load<i16>(levels + ((<usize>i) << 1)))
    increment(at + 4 * <usize>classOf(magnitude))
    row += PLACE_COUNTS
    at = row + <usize>min(magnitude, 2) * COUNT_BYTES
  }
  if (count < 16) increment(at + 4 * END)
}

/**
 * Writes a macroblock's recorded blocks.
 * @param at record address
 * @param withDc `true` if the luma DC is a separate block
 * @param above address of nine token contexts above: 4 for luma, 2 for U, 2 for V, luma DC
 * @param left address of the token contexts to the left
 * @returns the address after the record
 */
export function writeMacroblock(at: usize, withDc: bool, above: usize, left: usize): usize {
  let type = LUMA
  if (withDc) {
    at = writeBlock(at, LUMA_DC, above + 8, left + 8)
    type = LUMA_AFTER_DC
  }
  for (let y: usize = 0; y < 4; y++) {
    for (let x: usize = 0; x < 4; x++) at = writeBlock(at, type, above + x, left + y)
  }
  for (let plane: usize = 4; plane < 8; plane += 2) {
    for (let y = plane; y < plane + 2; y++) {
      for (let x = plane; x < plane + 2; x++) at = writeBlock(at, CHROMA, above + x, left + y)
    }
  }
  return at
}

/**
 * Writes a recorded block. Decisions are written like in `putBool`, with local copies of the state.
 * @returns the address after the record
 */
function writeBlock(at: usize, type: i32, above: usize, left: usize): usize {
  const first = firstOf(type)
  const head = <u32>load<u8>(at++)
  const some = <u8>(head !== 0)
  const count = max(first, <i32>(head & (WIDE - 1)))
  const wide = head >= WIDE
  let row = probabilityRow(type, first)
  let p = row + (<usize>load<u8>(above) + <usize>load<u8>(left)) * PROBABILITY_BYTES
  store<u8>(above, some)
  store<u8>(left, some)

  let lowEnd = low
  let pending = bits
  let width = range
  let skipped: u64 = 0
  for (let i = first; i <= count; i++) {
    let level: i32 = 0
    let kind = END
    if (i < count) {
      level = wide ? <i32>load<i16>(at) : <i32>load<i8>(at)
      at += wide ? 2 : 1
      kind = classOf(abs(level))
    } else if (i === 16) break
    let decisions = load<u64>(DECISIONS + ((<usize>kind) << 4) + (level < 0 ? 8 : 0)) >> skipped
    do {
      const item = <u32>decisions - 1
      const probability = <u32>load<u8>(p + ((item & 255) >> 1))
      const split = 1 + (((width - 1) * probability) >> 8)
      const isOne = item & 1
      lowEnd += select<u32>(split, 0, isOne)
      width = select<u32>(width - split, split, isOne)
      const shift = clz(width) - 24
      width <<= shift
      lowEnd <<= <u64>shift
      pending += shift
      if (pending >= FULL) {
        const rest = pending - 24
        emit(lowEnd >> rest)
        lowEnd &= ((<u64>1) << rest) - 1
        pending -= FULL
      }
      decisions >>= 8
    } while (decisions !== 0)
    if (kind >= CATEGORY_1 && kind < END) {
      keepWriter(lowEnd, pending, width)
      writeExtra(abs(level), kind)
      putBool(level < 0 ? 1 : 0, 128)
      lowEnd = low
      pending = bits
      width = range
    }
    // After a level 0, there is no decision that the block has not ended.
    skipped = level === 0 ? 8 : 0
    row += PLACE_PROBABILITIES
    p = row + <usize>min(abs(level), 2) * PROBABILITY_BYTES
  }
  keepWriter(lowEnd, pending, width)
  return at
}
