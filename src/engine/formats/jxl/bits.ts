import { Failure } from '../../../errors.ts'

/**
 * One of a U32 field's four distributions: an offset, and the number of bits whose value is added.
 */
export type Distribution = readonly [offset: number, bits: number]

/** A U32 field's four distributions. */
export type Distributions = readonly [Distribution, Distribution, Distribution, Distribution]

/**
 * Reads fields in a JPEG XL codestream, beginning with each byte's lowest bit (ISO/IEC
 * 18181-1:2022, B.2). A read beyond the end throws what the byte source throws.
 */
export interface FieldReader {
  /** Returns a number with up to 32 bits. */
  bits(count: number): number
  flag(): boolean
  u32(distributions: Distributions): number
  /** Returns a number with up to 64 bits, which is rounded beyond 2^53. */
  u64(): number
  /** Returns an Enum's value. @throws Failure corrupt: the value is not one of `values` */
  choice<Value extends number>(values: readonly Value[]): Value
  skip(count: number): void
  /** Skips a text and the length that precedes it (a channel's or frame's name). */
  skipName(): void
  /** Skips a bundle's extensions (B.3). */
  skipExtensions(): void
  /** Skips the bits up to the next byte, which must be 0. @throws Failure corrupt */
  align(): void
}

export const corrupt = (detail: string): Failure => new Failure('corrupt', `JPEG XL: ${detail}`)

const ENUM: Distributions = [
  [0, 0],
  [1, 0],
  [2, 4],
  [18, 6],
]
const NAME: Distributions = [
  [0, 0],
  [0, 4],
  [16, 5],
  [48, 10],
]

/**
 * Opens a field reader.
 * @param next returns the codestream's next byte
 */
export function openFields(next: () => number): FieldReader {
  let byte = 0
  let left = 0

  function bits(count: number): number {
    let value = 0
    for (let [got, unit] = [0, 1]; got < count; ) {
      if (left === 0) {
        byte = next()
        left = 8
      }
      const taken = Math.min(left, count - got)
      value += (byte & ((1 << taken) - 1)) * unit
      byte >>= taken
      left -= taken
      got += taken
      unit *= 1 << taken
    }
    return value
  }

  function skip(count: number): void {
    let ahead = count - left
    if (ahead < 0) {
      bits(count)
      return
    }
    for (left = 0; ahead >= 8; ahead -= 8) next()
    bits(ahead)
  }

  const flag = () => bits(1) === 1

  function u32(distributions: Distributions): number {
    const [offset, count] = distributions[bits(2) as 0 | 1 | 2 | 3]
    return offset + bits(count)
  }

  function u64(): number {
    const selector = bits(2)
    if (selector < 3) return selector === 0 ? 0 : selector === 1 ? 1 + bits(4) : 17 + bits(8)
    let value = bits(12)
    for (let [shift, unit] = [12, 4096]; flag(); shift += 8, unit *= 256) {
      if (shift === 60) return value + bits(4) * unit
      value += bits(8) * unit
    }
    return value
  }

  return {
    bits,
    flag,
    u32,
    u64,
    skip,
    choice(values) {
      const value = u32(ENUM)
      const found = values.find((known) => known === value)
      if (found === undefined) throw corrupt('a field of the header has an unknown value')
      return found
    },
    skipName: () => skip(8 * u32(NAME)),
    skipExtensions() {
      let length = 0
      let present = u64()
      if (present > Number.MAX_SAFE_INTEGER) throw corrupt('the header has unknown extensions')
      for (; present > 0; present = Math.floor(present / 2)) if (present % 2 === 1) length += u64()
      skip(length)
    },
    align() {
      if (bits(left) !== 0) throw corrupt('bits between two parts of the file are not zero')
    },
  }
}
