import { join } from '../bytes/image-writers.ts'

/** Writes bits, the highest first, as in H.265 (7.2, 9.2). */
export function hevcBits() {
  const bits: number[] = []
  const writer = {
    /** Writes u(n): pairs of a value and its length in bits. */
    u(...fields: readonly (readonly [value: number, length: number])[]) {
      for (const [value, length] of fields)
        for (let bit = length - 1; bit >= 0; bit--) bits.push(Math.floor(value / 2 ** bit) % 2)
      return writer
    },
    /** Writes flags of one bit each. */
    flags(...flags: readonly number[]) {
      return writer.u(...flags.map((flag) => [flag, 1] as const))
    },
    /** Writes ue(v), an Exp-Golomb code (9.2). A se(v) of 0 has the same bits. */
    ue(...values: readonly number[]) {
      for (const value of values) {
        const length = Math.floor(Math.log2(value + 1))
        writer.u([0, length], [value + 1, length + 1])
      }
      return writer
    },
    /** Writes a 1 and zeros up to the next byte (7.3.2.11, 7.3.2.12). */
    trail: () => writer.u([1, 1]).align(),
    align() {
      while (bits.length % 8 !== 0) bits.push(0)
      return writer
    },
    bytes: () =>
      Uint8Array.from({ length: Math.ceil(bits.length / 8) }, (_, at) =>
        bits.slice(at * 8, at * 8 + 8).reduce((byte, bit, index) => byte | (bit << (7 - index)), 0),
      ),
  }
  return writer
}

/**
 * Ranges of the less probable symbol by state, for the widest quarter (table 9-52, qRangeIdx 3).
 */
const LPS_RANGES = [
  240, 227, 216, 205, 195, 185, 175, 166, 158, 150, 142, 135, 128, 122, 116, 110, 104, 99, 94, 89, 85, 80, 76,
  72, 69, 65, 62, 59, 56, 53, 50, 48, 45, 43, 41, 39, 37, 35, 33, 31, 30, 28, 27, 25, 24, 23, 22, 21, 20, 19,
  18, 17, 16, 15, 14, 14, 13, 12, 12, 11, 11, 10, 9,
]

/**
 * Arithmetic coder (9.3.4.5) for few bins between resets. The range therefore stays in its widest
 * quarter whenever a context is used.
 */
export function cabac() {
  let low = 0
  let range = 510
  let outstanding = 0
  let first = true
  let bits = hevcBits()

  function put(bit: number): void {
    if (first) first = false
    else bits.flags(bit)
    for (; outstanding > 0; outstanding--) bits.flags(1 - bit)
  }
  function renormalize(): void {
    for (; range < 256; range *= 2, low *= 2) {
      if (low < 256) put(0)
      else if (low >= 512) {
        low -= 512
        put(1)
      } else {
        low -= 256
        outstanding++
      }
    }
  }
  return {
    /** Writes the more probable symbol of a context. */
    likely(state: number) {
      range -= LPS_RANGES[state] ?? 2
      renormalize()
    },
    /** Writes a terminating bin of 0: the data continues. */
    goOn() {
      range -= 2
      renormalize()
    },
    /** Writes a terminating bin of 1. Returns the aligned bytes since the previous one. */
    terminate(): Uint8Array {
      low += range - 2
      range = 2
      renormalize()
      put((low >> 9) & 1)
      bits.u([((low >> 7) & 3) | 1, 2]).align()
      const made = bits.bytes()
      ;[low, range, outstanding, first, bits] = [0, 510, 0, true, hevcBits()]
      return made
    },
  }
}

/** Returns a NAL unit with emulation prevention bytes (7.3.1.1). */
export function nalUnit(type: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const made = new Uint8Array(2 + Math.ceil(payload.length * 1.5))
  made.set([type << 1, 1])
  let [at, zeros] = [2, 0]
  for (const byte of payload) {
    if (zeros === 2 && byte <= 3) {
      made[at++] = 3
      zeros = 0
    }
    made[at++] = byte
    zeros = byte === 0 ? zeros + 1 : 0
  }
  return join(made.subarray(0, at))
}
