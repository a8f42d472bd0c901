/**
 * ANS coding for recorded tokens (ISO/IEC 18181-1:2022, C.3.2). A decoder takes tokens in order.
 * The encoder therefore starts with the last token, and each step puts its bits before the existing
 * ones. The bits overwrite the tokens: a token never takes more than its record's 32 bits.
 */
import { writeBits } from '../bits'
import { FIRST_SLOT, FREQUENCY, RECIPROCAL_BITS } from './alias'
import { extraCountOf, tokenOf } from './hybrid'
import {
  Code,
  ENTRY_BYTES,
  LENGTH_FLAG,
  LENGTH_HYBRID,
  MAX_VALUE,
  MIN_SYMBOL,
  SLOT_BITS,
  TOKENS_MARGIN,
  VALUE_BITS,
} from './layout'

/** Decoder state after the last token. */
const FINAL_STATE: u32 = 0x130000
/** Bits in the encoder state above a token's frequency. */
const STATE_BITS: u32 = 32 - SLOT_BITS

/** `true` if the code has no bits for a token in the last `writeTokens` call. */
export let missesToken = false

/**
 * Writes recorded tokens with a finished code, as one stream.
 * @param tokens token address; each token is from `recordOf`. The tokens and `TOKENS_MARGIN` bytes
 *   after them are overwritten.
 */
export function writeTokens(address: usize, tokens: usize, count: u32): void {
  const code = changetype<Code>(address)
  const map = code.map
  const hybrid = code.hybrid
  const alphabetBits = code.alphabetBits
  const entries = code.entries
  const slots = code.slots
  const lsb = hybrid >> 8
  const hasCopies = code.copies !== 0
  const split = hybrid & 15
  const end = tokens + ((<usize>count) << 2) + TOKENS_MARGIN
  missesToken = false
  let at = end
  let bits: u64 = 0
  let length: u32 = 0
  let state = FINAL_STATE
  for (let from = tokens + ((<usize>count) << 2); from > tokens; ) {
    from -= 4
    const token = load<u32>(from)
    const value = token & MAX_VALUE
    const cluster = <u32>load<u8>(map + (token >> VALUE_BITS))
    let symbol = value
    if (hasCopies && value >= LENGTH_FLAG) {
      const copied = value - LENGTH_FLAG
      const extra = extraCountOf(copied, LENGTH_HYBRID)
      bits = (bits << extra) | (copied & ((1 << extra) - 1))
      length += extra
      symbol = MIN_SYMBOL + tokenOf(copied, LENGTH_HYBRID)
    } else if (value >> split !== 0) {
      const extra = extraCountOf(value, hybrid)
      bits = (bits << extra) | ((value >> lsb) & ((1 << extra) - 1))
      length += extra
      symbol = tokenOf(value, hybrid)
    }
    const entry = entries + <usize>((cluster << alphabetBits) + symbol) * ENTRY_BYTES
    const frequency = <u32>load<u16>(entry, FREQUENCY)
    if (frequency === 0) {
      missesToken = true
      return
    }
    const moved: u32 = state >> STATE_BITS >= frequency ? 16 : 0
    bits = (bits << moved) | (state & ((1 << moved) - 1))
    length += moved
    state >>= moved
    if (length >= 32) {
      length -= 32
      at -= 4
      store<u32>(at, <u32>(bits >> length))
      bits &= ((<u64>1) << length) - 1
    }
    const quotient = <u32>((<u64>state * load<u64>(entry)) >> RECIPROCAL_BITS)
    const slot = (cluster << SLOT_BITS) + load<u16>(entry, FIRST_SLOT) + state - quotient * frequency
    state = (quotient << SLOT_BITS) | load<u16>(slots + ((<usize>slot) << 1))
  }
  writeBits(state, 32)
  writeBits(<u32>bits, length)
  for (; at < end; at += 4) writeBits(load<u32>(at), 32)
}
