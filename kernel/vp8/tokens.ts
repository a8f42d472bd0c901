/**
 * Decodes a macroblock's coefficients (RFC 6386, 13). One function decodes all blocks, so that the
 * boolean decoder's state stays in local variables (see `bool.ts`). Each decision is written out
 * for the same reason. After a refill, `value` holds at least 32 bits: enough for a sign and three
 * decisions with up to seven bits each.
 */
import { refilled, SHIFT, WHOLE_SPLIT } from './bool'
import { EXTRA, EXTRA_BYTES } from './extra-bits'
import { CONTEXT_BYTES, PLACE_BYTES, PROBABILITIES, TYPE_BYTES } from './header'
import { AT, RANGE, VALUE } from './partition'
import { OF_CHROMA, OF_LUMA, OF_LUMA_DC } from './quant'

/** Block types (RFC 6386, 13.3): luma without its DC, luma DC, chroma, luma with its DC. */
const LUMA_AFTER_DC: usize = 0
const LUMA_DC: usize = 1
const CHROMA: usize = 2
const LUMA: usize = 3

/** Lowest bit of the decoder's range, which is stored above 24 zeros. */
const ODD: u32 = 1 << 24

/** Block indices: 0 to 15 are luma, 16 to 19 U, 20 to 23 V, and 24 is the luma DC. */
const FIRST_CHROMA: usize = 16
export const DC_BLOCK: usize = 24

/**
 * Dequantized coefficients for a macroblock's 25 blocks: 16 i16 values each, row by row. The code
 * that uses a block zeroes it afterwards.
 */
export const COEFFICIENTS: usize = memory.data(25 * 32, 16)
/**
 * For each block in a macroblock, the number of coefficients that may be nonzero, counted in
 * bitstream order.
 */
export const COUNTS: usize = memory.data(32, 16)

/**
 * For each block in a macroblock, the index of its token context among the contexts above (`ABOVE`)
 * and among the contexts to the left (`LEFT`; RFC 6386, 13.3).
 */
// biome-ignore format: by rows of blocks
const ABOVE: usize = memory.data<u8>([
  0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3,
  4, 5, 4, 5, 6, 7, 6, 7, 8,
])
// biome-ignore format: by rows of blocks
const LEFT: usize = memory.data<u8>([
  0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3,
  4, 4, 5, 5, 6, 6, 7, 7, 8,
])

/** Each coefficient's byte offset in its block, in bitstream order (RFC 6386, 13). */
const ZIGZAG: usize = memory.data<u8>([0, 2, 8, 16, 10, 4, 6, 12, 18, 24, 26, 20, 14, 22, 28, 30])

const CATEGORY_1: usize = EXTRA
const CATEGORY_2: usize = EXTRA + EXTRA_BYTES
const CATEGORY_3: usize = EXTRA + 2 * EXTRA_BYTES

export function openTokens(): void {
  if (isDefined(COUNTING)) return
  memory.fill(COEFFICIENTS, 0, 25 * 32)
}

/**
 * Decodes a macroblock's coefficients to `COEFFICIENTS` and `COUNTS`.
 * @param state address of the token partition's decoder state
 * @param above address of the token contexts above, which are replaced
 * @param left address of the token contexts to the left, which are replaced
 * @param steps address of the quantizer steps for the macroblock's segment
 * @param withDc `true` if the luma DC is a separate block
 */
export function decodeCoefficients(
  state: usize,
  above: usize,
  left: usize,
  steps: usize,
  withDc: bool,
): void {
  let value = load<u64>(state, VALUE)
  let range = load<u32>(state, RANGE)
  let at = load<usize>(state, AT)

  let probabilities = PROBABILITIES + (withDc ? LUMA_DC : LUMA) * TYPE_BYTES
  let quant = steps + (withDc ? OF_LUMA_DC : OF_LUMA)
  let block: usize = withDc ? DC_BLOCK : 0
  let first: usize = 0
  let split: u32
  let probability: u64
  while (true) {
    const contextAbove = above + load<u8>(ABOVE + block)
    const contextLeft = left + load<u8>(LEFT + block)
    const out = COEFFICIENTS + (block << 5)
    let n = first
    let row = probabilities + n * PLACE_BYTES
    let p = row + (<usize>load<u8>(contextAbove) + <usize>load<u8>(contextLeft)) * CONTEXT_BYTES
    if (<u32>value === 0) {
      at -= 4
      value = refilled(value, at)
    }
    // This decision tells whether the block has coefficients. Both branches store a constant
    // context, so that decoding the next block does not have to wait for the coefficient count in
    // this block.
    probability = <u64>load<u8>(p)
    split = <u32>((<u64>range * probability + (WHOLE_SPLIT - (probability << 24))) >> 32)
    if (<u32>(value >> 56) < split) {
      range = split << clz(split)
      value <<= <u64>(clz(split) + SHIFT)
      store<u8>(contextAbove, 0)
      store<u8>(contextLeft, 0)
    } else {
      value -= (<u64>split) << 56
      split = (range >> 24) - split
      range = split << clz(split)
      value <<= <u64>(clz(split) + SHIFT)
      store<u8>(contextAbove, 1)
      store<u8>(contextLeft, 1)
      while (true) {
        // Decode a run of zeros. A block cannot end directly after a zero.
        while (true) {
          probability = <u64>load<u8>(p, 1)
          split = <u32>((<u64>range * probability + (WHOLE_SPLIT - (probability << 24))) >> 32)
          if (<u32>(value >> 56) >= split) {
            value -= (<u64>split) << 56
            split = (range >> 24) - split
            range = split << clz(split)
            value <<= <u64>(clz(split) + SHIFT)
            break
          }
          range = split << clz(split)
          value <<= <u64>(clz(split) + SHIFT)
          row += PLACE_BYTES
          p = row
          if (++n === 16) break
          if (<u32>value === 0) {
            at -= 4
            value = refilled(value, at)
          }
        }
        if (n === 16) break
        row += PLACE_BYTES
        let coefficient: i32
        probability = <u64>load<u8>(p, 2)
        split = <u32>((<u64>range * probability + (WHOLE_SPLIT - (probability << 24))) >> 32)
        if (<u32>(value >> 56) < split) {
          range = split << clz(split)
          value <<= <u64>(clz(split) + SHIFT)
          coefficient = 1
          p = row + CONTEXT_BYTES
        } else {
          value -= (<u64>split) << 56
          split = (range >> 24) - split
          range = split << clz(split)
          value <<= <u64>(clz(split) + SHIFT)
          if (<u32>value === 0) {
            at -= 4
            value = refilled(value, at)
          }
          probability = <u64>load<u8>(p, 3)
          split = <u32>((<u64>range * probability + (WHOLE_SPLIT - (probability << 24))) >> 32)
          if (<u32>(value >> 56) < split) {
            range = split << clz(split)
            value <<= <u64>(clz(split) + SHIFT)
            probability = <u64>load<u8>(p, 4)
            split = <u32>((<u64>range * probability + (WHOLE_SPLIT - (probability << 24))) >> 32)
            if (<u32>(value >> 56) < split) {
              range = split << clz(split)
              value <<= <u64>(clz(split) + SHIFT)
              coefficient = 2
            } else {
              value -= (<u64>split) << 56
              split = (range >> 24) - split
              range = split << clz(split)
              value <<= <u64>(clz(split) + SHIFT)
              probability = <u64>load<u8>(p, 5)
              split = <u32>((<u64>range * probability + (WHOLE_SPLIT - (probability << 24))) >> 32)
              if (<u32>(value >> 56) < split) {
                range = split << clz(split)
                value <<= <u64>(clz(split) + SHIFT)
                coefficient = 3
              } else {
                value -= (<u64>split) << 56
                split = (range >> 24) - split
                range = split << clz(split)
                value <<= <u64>(clz(split) + SHIFT)
                coefficient = 4
              }
            }
          } else {
            value -= (<u64>split) << 56
            split = (range >> 24) - split
            range = split << clz(split)
            value <<= <u64>(clz(split) + SHIFT)
            let extra: usize
            probability = <u64>load<u8>(p, 6)
            split = <u32>((<u64>range * probability + (WHOLE_SPLIT - (probability << 24))) >> 32)
            if (<u32>(value >> 56) < split) {
              range = split << clz(split)
              value <<= <u64>(clz(split) + SHIFT)
              probability = <u64>load<u8>(p, 7)
              split = <u32>((<u64>range * probability + (WHOLE_SPLIT - (probability << 24))) >> 32)
              if (<u32>(value >> 56) < split) {
                range = split << clz(split)
                value <<= <u64>(clz(split) + SHIFT)
                coefficient = 5
                extra = CATEGORY_1
              } else {
                value -= (<u64>split) << 56
                split = (range >> 24) - split
                range = split << clz(split)
                value <<= <u64>(clz(split) + SHIFT)
                coefficient = 7
                extra = CATEGORY_2
              }
            } else {
              value -= (<u64>split) << 56
              split = (range >> 24) - split
              range = split << clz(split)
              value <<= <u64>(clz(split) + SHIFT)
              probability = <u64>load<u8>(p, 8)
              split = <u32>((<u64>range * probability + (WHOLE_SPLIT - (probability << 24))) >> 32)
              let category: usize = 0
              if (<u32>(value >> 56) < split) {
                range = split << clz(split)
                value <<= <u64>(clz(split) + SHIFT)
              } else {
                value -= (<u64>split) << 56
                split = (range >> 24) - split
                range = split << clz(split)
                value <<= <u64>(clz(split) + SHIFT)
                category = 2
              }
              if (<u32>value === 0) {
                at -= 4
                value = refilled(value, at)
              }
              probability = <u64>load<u8>(p + (category >> 1), 9)
              split = <u32>((<u64>range * probability + (WHOLE_SPLIT - (probability << 24))) >> 32)
              if (<u32>(value >> 56) < split) {
                range = split << clz(split)
                value <<= <u64>(clz(split) + SHIFT)
              } else {
                value -= (<u64>split) << 56
                split = (range >> 24) - split
                range = split << clz(split)
                value <<= <u64>(clz(split) + SHIFT)
                category++
              }
              coefficient = 3 + (8 << (<i32>category))
              extra = CATEGORY_3 + category * EXTRA_BYTES
            }
            let more = 0
            for (; load<u8>(extra) !== 0; extra++) {
              if (<u32>value === 0) {
                at -= 4
                value = refilled(value, at)
              }
              more <<= 1
              probability = <u64>load<u8>(extra)
              split = <u32>((<u64>range * probability + (WHOLE_SPLIT - (probability << 24))) >> 32)
              if (<u32>(value >> 56) < split) {
                range = split << clz(split)
                value <<= <u64>(clz(split) + SHIFT)
              } else {
                value -= (<u64>split) << 56
                split = (range >> 24) - split
                range = split << clz(split)
                value <<= <u64>(clz(split) + SHIFT)
                more++
              }
            }
            coefficient += more
            if (<u32>value === 0) {
              at -= 4
              value = refilled(value, at)
            }
          }
          p = row + 2 * CONTEXT_BYTES
        }
        // Both signs have the same probability. After any decision the range is below 255, so
        // decoding a sign takes exactly one bit.
        split = (range >> 25) + ((range >> 24) & 1)
        const negative: i32 = <u32>(value >> 56) >= split ? -1 : 0
        value = (value - ((<u64>(split & negative)) << 56)) << 1
        range += ((range & ODD) ^ negative) - negative
        coefficient *= load<u16>(quant + (n << 1))
        store<i16>(out + load<u8>(ZIGZAG + n), (coefficient ^ negative) - negative)
        if (++n === 16) break
        if (<u32>value === 0) {
          at -= 4
          value = refilled(value, at)
        }
        // This decision tells whether more coefficients follow in the block.
        probability = <u64>load<u8>(p)
        split = <u32>((<u64>range * probability + (WHOLE_SPLIT - (probability << 24))) >> 32)
        if (<u32>(value >> 56) < split) {
          range = split << clz(split)
          value <<= <u64>(clz(split) + SHIFT)
          break
        }
        value -= (<u64>split) << 56
        split = (range >> 24) - split
        range = split << clz(split)
        value <<= <u64>(clz(split) + SHIFT)
      }
    }
    store<u8>(COUNTS + block, <u8>n)

    if (block === DC_BLOCK) {
      probabilities = PROBABILITIES + LUMA_AFTER_DC * TYPE_BYTES
      quant = steps + OF_LUMA
      first = 1
      block = 0
      continue
    }
    block++
    if (block === DC_BLOCK) break
    if (block === FIRST_CHROMA) {
      probabilities = PROBABILITIES + CHROMA * TYPE_BYTES
      quant = steps + OF_CHROMA
      first = 0
    }
  }
  store<u64>(state, value, VALUE)
  store<u32>(state, range, RANGE)
  store<usize>(state, at, AT)
}
