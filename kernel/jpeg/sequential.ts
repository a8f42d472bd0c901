/** Decodes sequential blocks (T.81 F.2.2). */
import { Component } from './component'
import { END_OF_BLOCK, LOOKUP_SHIFT, longCode, MAX_ADVANCE, SKIPS, VALUES } from './huffman'
import { at, bits, count, receive, setBits } from './segment'
import { CORRUPT } from './status'
import { lastKept, places } from './zigzag'

/**
 * Zigzag index from which on a look-up entry with several symbols could go beyond the block's end.
 */
const SAFE = 63 - MAX_ADVANCE

/**
 * Decodes a block's coefficients. Only the coefficients that the scale needs are stored.
 * @param block address of `SCRATCH` zeroed bytes for a block, which has room for dropped
 *   coefficients at its end
 * @returns highest zigzag index that may have a nonzero coefficient; negative if the data is
 *   corrupt
 */
export function decodeSequentialBlock(it: Component, block: usize): i32 {
  let register = bits
  let held = count
  let from = at
  const table = it.acTable

  register |= load<u64>(from - 8) >> <u64>(<u32>held)
  from -= (63 - held) >> 3
  held |= 56

  // Decode the DC coefficient (F.2.2.1).
  let code: u32 = load<u16>(it.dcTable + ((<usize>(register >> LOOKUP_SHIFT)) << 1))
  if (code === 0) {
    code = longCode(it.dcTable, register)
    if (code === 0) return CORRUPT
  }
  register <<= <u64>(code >> 8)
  it.prediction += receive(register, code & 15)
  store<i16>(block, it.prediction)
  register <<= <u64>(code & 15)
  held -= (code >> 8) + (code & 15)

  // Decode the AC coefficients (F.2.2.2) up to the last one that the scale needs.
  let k = 0
  while (k < lastKept) {
    if (held < 32) {
      register |= load<u64>(from - 8) >> <u64>(<u32>held)
      from -= (63 - held) >> 3
      held |= 56
    }
    if (k < SAFE) {
      const entry = load<u64>(table + VALUES + ((<usize>(register >> LOOKUP_SHIFT)) << 3))
      const length = <u32>entry & 255
      if (length !== 0) {
        register <<= <u64>length
        held -= length
        k += (<u32>entry >> 8) & 255
        store<i16>(block + load<u8>(places + k), <i32>(entry >> 32))
        k += (<u32>entry >> 16) & 255
        store<i16>(block + load<u8>(places + k), <i32>(entry >> 48))
        k += <u32>entry >> 24
        continue
      }
    }
    code = load<u16>(table + ((<usize>(register >> LOOKUP_SHIFT)) << 1))
    if (code === 0) {
      code = longCode(table, register)
      if (code === 0) return CORRUPT
    }
    const size = code & 15
    register <<= <u64>(code >> 8)
    held -= (code >> 8) + size
    if (size !== 0) {
      k += ((code >> 4) & 15) + 1
      store<i16>(block + load<u8>(places + k), receive(register, size))
      register <<= <u64>size
    } else {
      k += (code & 255) === 0xf0 ? 16 : END_OF_BLOCK
    }
  }

  while (k < 63) {
    if (held < 32) {
      register |= load<u64>(from - 8) >> <u64>(<u32>held)
      from -= (63 - held) >> 3
      held |= 56
    }
    if (k < SAFE) {
      const entry: u32 = load<u16>(table + SKIPS + ((<usize>(register >> LOOKUP_SHIFT)) << 1))
      if (entry !== 0) {
        register <<= <u64>(entry & 255)
        held -= entry & 255
        k += entry >> 8
        continue
      }
    }
    code = load<u16>(table + ((<usize>(register >> LOOKUP_SHIFT)) << 1))
    if (code === 0) {
      code = longCode(table, register)
      if (code === 0) return CORRUPT
    }
    const length = (code >> 8) + (code & 15)
    register <<= <u64>length
    held -= length
    k += (code & 15) !== 0 || (code & 255) === 0xf0 ? ((code >> 4) & 15) + 1 : END_OF_BLOCK
  }

  setBits(register, held, from)
  if (k >= END_OF_BLOCK) k -= END_OF_BLOCK
  return k <= 63 ? k : CORRUPT
}
