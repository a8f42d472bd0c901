import type { BitReader } from './bits.ts'
import { JxlError } from './jxl-error.ts'

/** One of a U32's four forms: bits to read, and the number that is added. */
type Form = readonly [bits: number, offset: number]

/** Form for a constant. */
export const value = (constant: number): Form => [0, constant]

/** Form for a number with `count` bits that is added to `offset`. */
export const bits = (count: number, offset = 0): Form => [count, offset]

/** Reads a number in one of four forms (ISO/IEC 18181-1:2022, B.2). */
export function readU32(reader: BitReader, ...forms: readonly [Form, Form, Form, Form]): number {
  const [count, offset] = forms[reader.read(2) as 0 | 1 | 2 | 3]
  return offset + reader.read(count)
}

/** Reads a number of up to 64 bits (ISO/IEC 18181-1:2022, B.2). */
export function readU64(reader: BitReader): bigint {
  const form = reader.read(2)
  if (form === 0) return 0n
  if (form === 1) return BigInt(1 + reader.read(4))
  if (form === 2) return BigInt(17 + reader.read(8))
  let result = BigInt(reader.read(12))
  for (let shift = 12; reader.bool(); shift += 8) {
    if (shift === 60) return result | (BigInt(reader.read(4)) << 60n)
    result |= BigInt(reader.read(8)) << BigInt(shift)
  }
  return result
}

/** Reads a binary16 number (ISO/IEC 18181-1:2022, B.2). */
export function readF16(reader: BitReader): number {
  const code = reader.read(16)
  const [exponent, mantissa] = [(code >> 10) & 31, code & 1023]
  if (exponent === 31) throw new JxlError('a F16 is infinite or no number')
  const size = exponent === 0 ? mantissa * 2 ** -24 : (1024 + mantissa) * 2 ** (exponent - 25)
  return code >> 15 === 1 ? -size : size
}

/** Reads `count` binary16 numbers. */
export const readF16s = (reader: BitReader, count: number): number[] =>
  Array.from({ length: count }, () => readF16(reader))

/** Reads a number of an enumeration (ISO/IEC 18181-1:2022, B.2). */
export function readEnum(reader: BitReader, name: string, known: readonly number[]): number {
  const code = readU32(reader, value(0), value(1), bits(4, 2), bits(6, 18))
  if (!known.includes(code)) throw new JxlError(`${name} ${code} is unknown`)
  return code
}

/** Reads a name, whose length in bytes comes first. */
export function readName(reader: BitReader): string {
  const length = readU32(reader, value(0), bits(4), bits(5, 16), bits(10, 48))
  return new TextDecoder().decode(Uint8Array.from({ length }, () => reader.read(8)))
}

/** Skips the extensions of a bundle (ISO/IEC 18181-1:2022, B.3). */
export function skipExtensions(reader: BitReader): void {
  const extensions = readU64(reader)
  let length = 0n
  for (let rest = extensions; rest > 0n; rest >>= 1n) if ((rest & 1n) === 1n) length += readU64(reader)
  if (length > BigInt(reader.end - reader.at)) throw new JxlError('the extensions end too late')
  reader.skip(Number(length))
}

/** Returns the number that a number without sign encodes (ISO/IEC 18181-1:2022, 4.2). */
export const unpackSigned = (code: number): number => (code >>> 1) ^ -(code & 1)

/** Returns the smallest `n` with 2^n ≥ `count`. `count` is at least 1. */
export const ceilLog2 = (count: number): number => 32 - Math.clz32(count - 1)

/** Returns the quotient, rounded up. */
export const divCeil = (dividend: number, divisor: number): number => Math.ceil(dividend / divisor)
