import { partsOf } from './parts.ts'
import { below, pick, type Random } from './random.ts'
import type { SeedFormat } from './seeds.ts'

/** Position and type of a number in a file. */
export interface Field {
  readonly at: number
  readonly bytes: 1 | 2 | 3 | 4
  readonly little: boolean
}

const field = (at: number, bytes: Field['bytes'], little = false): Field => ({ at, bytes, little })

const textAt = (part: Uint8Array, at: number) => String.fromCharCode(...part.subarray(at, at + 4))

function sidesOf(format: SeedFormat, part: Uint8Array, first: boolean): readonly Field[] {
  if (format === 'png')
    return textAt(part, 4) === 'IHDR'
      ? [field(8, 4), field(12, 4), field(16, 1), field(17, 1), field(20, 1)]
      : []
  if (format === 'gif' && first) return [field(6, 2, true), field(8, 2, true), field(10, 1)]
  if (format === 'gif') return part[0] === 0x2c ? [1, 3, 5, 7].map((at) => field(at, 2, true)) : []
  if (format === 'jpeg') {
    const frame = ((part[1] ?? 0) & 0xf0) === 0xc0 && ![0xc4, 0xc8, 0xcc].includes(part[1] ?? 0)
    return frame ? [field(5, 2), field(7, 2), field(4, 1), field(9, 1), field(11, 1), field(14, 1)] : []
  }
  if (format === 'webp') {
    const type = textAt(part, 0)
    if (type === 'VP8 ') return [field(14, 2, true), field(16, 2, true)]
    if (type === 'VP8L') return [field(9, 4, true)]
    if (type === 'VP8X') return [field(8, 1), field(12, 3, true), field(15, 3, true)]
    return type === 'ANMF' ? [8, 11, 14, 17].map((at) => field(at, 3, true)) : []
  }
  return []
}

function isolatedSides(file: Uint8Array): readonly Field[] {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  const fields: Field[] = []
  for (let at = bytes.indexOf('ispe'); at >= 0; at = bytes.indexOf('ispe', at + 4))
    fields.push(field(at + 8, 4), field(at + 12, 4))
  return fields
}

/** Returns the fields that define the size and layout of the picture. */
export function sideFields(format: SeedFormat, file: Uint8Array): readonly Field[] {
  if (format === 'avif' || format === 'heic') return isolatedSides(file)
  const fields: Field[] = []
  let at = 0
  for (const part of partsOf(format, file)) {
    for (const side of sidesOf(format, part, at === 0)) fields.push({ ...side, at: side.at + at })
    at += part.length
  }
  return fields.filter((side) => side.at + side.bytes <= file.length)
}

function read(file: Uint8Array, { at, bytes, little }: Field): number {
  const digits = [...file.subarray(at, at + bytes)]
  return (little ? digits.reverse() : digits).reduce((value, byte) => value * 256 + byte, 0)
}

function withField(file: Uint8Array, { at, bytes, little }: Field, value: number): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(file)
  for (let byte = 0; byte < bytes; byte++)
    copy[at + (little ? byte : bytes - 1 - byte)] = Math.floor(value / 256 ** byte) & 255
  return copy
}

const EDGES = [
  0,
  1,
  2,
  7,
  8,
  9,
  127,
  128,
  255,
  256,
  4095,
  16_383,
  16_384,
  30_001,
  32_767,
  32_768,
  65_535,
  65_536,
  2 ** 24 - 1,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
]

/**
 * Returns a copy in which one number is slightly larger or smaller, doubled, halved, has one bit
 * flipped, or is its type's boundary value.
 */
export function withOtherNumber(
  file: Uint8Array,
  fields: readonly Field[],
  random: Random,
): Uint8Array<ArrayBuffer> {
  if (fields.length === 0) return Uint8Array.from(file)
  const one = pick(fields, random)
  const now = read(file, one)
  const value = pick(
    [now + 1, now - 1, now * 2, now >> 1, now ^ (1 << below(8 * one.bytes, random)), pick(EDGES, random)],
    random,
  )
  return withField(file, one, (value + 256 ** one.bytes) % 256 ** one.bytes)
}

/**
 * Returns a field at a random position with a random width. Positions near a part's start are more
 * likely.
 */
export function anyField(format: SeedFormat, file: Uint8Array, random: Random): Field {
  const parts = partsOf(format, file)
  const until = below(parts.length, random)
  const begin = parts.slice(0, until).reduce((sum, { length }) => sum + length, 0)
  const at = Math.min(file.length - 1, begin + below(24, random))
  return field(Math.max(0, at), pick([1, 2, 2, 4] as const, random), pick([true, false], random))
}
