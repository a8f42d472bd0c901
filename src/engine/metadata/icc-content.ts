import { ascii, be32, fourCharacters, u16be, u32be } from '../bytes/bytes.ts'
import { openReader } from '../bytes/reader.ts'
import { curveLength } from '../color/icc-curve.ts'

/**
 * Tag content in pieces. Numbers are views into the original profile, so that a large table is not
 * copied. All other bytes are new, so that nothing is hidden in them.
 */
export type Content = readonly Uint8Array[]

/** A content's length in bytes. */
export const lengthOf = (content: Content): number => content.reduce((sum, { length }) => sum + length, 0)

/** Returns the content with zeros up to a multiple of four bytes (ICC.1:2022, 7.1). */
export const padded = (content: Content): Content => [
  ...content,
  new Uint8Array((4 - (lengthOf(content) % 4)) % 4),
]

/** Returns a tag's first eight bytes: its type, and four reserved bytes. */
export const typeOf = (type: string): Content => [ascii(type), be32(0)]

/** Returns a `curv` or `para` curve without bytes after its end. */
export function curveContent(tag: Uint8Array): Content | undefined {
  const length = curveLength(openReader(tag, true))
  if (length === undefined || length > tag.length) return undefined
  const type = fourCharacters(tag, 0)
  if (type === 'curv') return [...typeOf(type), tag.subarray(8, length)]
  return [...typeOf(type), tag.subarray(8, 10), new Uint8Array(2), tag.subarray(12, length)]
}

/**
 * Returns the numbers after a tag's type, without bytes after their end.
 * @param bytes total length of the numbers in bytes
 */
const numbers =
  (type: string, bytes: number) =>
  (tag: Uint8Array): Content | undefined =>
    fourCharacters(tag, 0) === type && tag.length >= 8 + bytes
      ? [...typeOf(type), tag.subarray(8, 8 + bytes)]
      : undefined

/** White in the profile connection space, D50, as 16.16-bit numbers (ICC.1:2022, 7.2.16). */
export const WHITE = [0xf6d6, 0x10000, 0xd32d].map(be32)

/** Content for a CIE XYZ color (10.31), for a chromatic adaptation matrix, and for code points. */
export const xyzContent = numbers('XYZ ', 12)
export const adaptationContent = numbers('sf32', 36)
export const codePointsContent = numbers('cicp', 4)

/** Channel counts before and after a table. */
const CHANNELS = 3

/** Matrix that changes nothing. RGB tables have no other matrix (10.10). */
const IDENTITY = [1, 0, 0, 0, 1, 0, 0, 0, 1].map((value) => be32(value * 0x10000))

/**
 * Returns an `mft1`, `mft2` or `mAB ` table with nothing but its numbers.
 * @param tag a table that `readDeviceTable` reads
 */
export function tableContent(tag: Uint8Array): Content {
  const type = fourCharacters(tag, 0)
  return type === 'mAB ' ? elementsContent(tag) : sampledContent(tag, type)
}

/** Returns an `mft1` or `mft2` table: sampled curves, grid, sampled curves. */
function sampledContent(tag: Uint8Array, type: string): Content {
  const side = tag[10] ?? 0
  const [bytes, entries, from] =
    type === 'mft1' ? [1, 256 + 256, 48] : [2, u16be(tag, 48) + u16be(tag, 50), 52]
  const samples = CHANNELS * (entries + side * side * side)
  const head = [...typeOf(type), Uint8Array.of(CHANNELS, CHANNELS, side, 0), ...IDENTITY]
  return [...head, tag.subarray(48, from + samples * bytes)]
}

/** Element offsets in an `mAB ` tag, in the order in which they are written. */
const ELEMENTS = { b: 12, matrix: 16, m: 20, grid: 24, a: 28 }

const MATRIX = 48
const FIRST_ELEMENT = 32

/** Returns an `mAB ` table (10.12). Curves with one offset stay shared. */
function elementsContent(tag: Uint8Array): Content {
  const places = new Map<number, number>()
  const offsets: Uint8Array[] = []
  const written: Uint8Array[] = []
  let end = FIRST_ELEMENT
  for (const [name, at] of Object.entries(ELEMENTS)) {
    const from = u32be(tag, at)
    const known = from === 0 ? 0 : places.get(from)
    offsets.push(be32(known ?? end))
    if (known !== undefined) continue
    const content = padded(elementContent(tag, name, from))
    places.set(from, end)
    written.push(...content)
    end += lengthOf(content)
  }
  return [...typeOf('mAB '), Uint8Array.of(CHANNELS, CHANNELS, 0, 0), ...offsets, ...written]
}

function elementContent(tag: Uint8Array, name: string, from: number): Content {
  if (name === 'matrix') return [tag.subarray(from, from + MATRIX)]
  return name === 'grid' ? gridContent(tag, from) : curvesContent(tag, from)
}

/** Returns consecutive curves, each padded. */
function curvesContent(tag: Uint8Array, from: number): Content {
  const written: Uint8Array[] = []
  let at = from
  for (let channel = 0; channel < CHANNELS; channel++) {
    const curve = padded(curveContent(tag.subarray(at)) ?? [])
    written.push(...curve)
    at += lengthOf(curve)
  }
  return written
}

/** Returns an `mAB ` table's grid (10.12.3): points per channel, bytes per value, the values. */
function gridContent(tag: Uint8Array, from: number): Content {
  const sides = tag.subarray(from, from + CHANNELS)
  const bytes = tag[from + 16] ?? 1
  const values = CHANNELS * sides.reduce((product, side) => product * side, 1)
  return [
    sides,
    new Uint8Array(16 - CHANNELS),
    Uint8Array.of(bytes, 0, 0, 0),
    tag.subarray(from + 20, from + 20 + values * bytes),
  ]
}
