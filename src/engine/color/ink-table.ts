import type { ByteReader } from '../bytes/reader.ts'
import {
  clamp,
  curves,
  decoderOf,
  place,
  readCurves,
  readLastElements,
  type Samples,
  type Stage,
  sampledCurves,
  samples,
} from './icc-table.ts'
import type { Vector } from './matrix.ts'
import type { Curve } from './transfer.ts'

/** Cyan, magenta, yellow and black amounts. */
export type Inks = readonly [number, number, number, number]

const INKS = 4

/** A CMYK profile's table, from ink amounts to CIE XYZ. */
export interface InkTable {
  /**
   * Curves from an ink's amount (0 to 1) to the position along its side of the table (0 to 1), in
   * the order that `Inks` has.
   */
  readonly curves: readonly Curve[]
  /** Points along the table's longest side, at least 2. */
  readonly side: number
  /**
   * Returns CIE XYZ in the profile connection space (white D50) at a position (0 to 1) along each
   * side of the table.
   */
  readonly at: (places: Inks) => Vector
}

/**
 * Reads an A2B tag from four channels to three: `mft1`, `mft2` or `mAB ` (ICC.1:2022, 10.10 to
 * 10.12). Takes no memory, like `readDeviceTable`.
 *
 * @param connection the profile connection space's signature
 * @returns `undefined` for other types, spaces and channel counts
 * @throws Failure corrupt: the tag is cut short
 */
export function readInkTable(tag: ByteReader, connection: string): InkTable | undefined {
  const type = tag.text(0, 4)
  const decode = decoderOf(type, connection)
  if (!decode || tag.u8(8) !== INKS || tag.u8(9) !== 3) return undefined
  const read = type === 'mAB ' ? readElements(tag) : readTables(tag, type === 'mft1' ? 1 : 2)
  if (!read || Math.min(...read.sides) < 2) return undefined
  const sample = interpolation(read.values, read.sides)
  const at = (places: Inks) => decode(read.after.reduce((values, stage) => stage(values), sample(places)))
  return { curves: read.before, side: Math.max(...read.sides), at }
}

interface Read {
  readonly before: readonly Curve[]
  readonly sides: Inks
  readonly values: Samples
  readonly after: readonly Stage[]
}

const countOf = (sides: Inks) => 3 * sides.reduce((product, side) => product * side)

function readTables(tag: ByteReader, bytes: 1 | 2): Read | undefined {
  const side = tag.u8(10)
  const [entries, results, from] = bytes === 1 ? [256, 256, 48] : [tag.u16be(48), tag.u16be(50), 52]
  if (side < 2 || entries < 2 || results < 2) return undefined
  const sides: Inks = [side, side, side, side]
  const table = from + INKS * entries * bytes
  const output = table + countOf(sides) * bytes
  return {
    before: sampledCurves(tag, from, entries, bytes, INKS),
    sides,
    values: samples(tag, table, countOf(sides), bytes),
    after: [curves(sampledCurves(tag, output, results, bytes, 3))],
  }
}

/** Reads an `mAB ` tag with four channels, which must have a table and A curves. */
function readElements(tag: ByteReader): Read | undefined {
  const [table, a] = [tag.u32be(24), tag.u32be(28)]
  const before = table && a ? readCurves(tag, a, INKS) : undefined
  const after = readLastElements(tag)
  if (!before || !after) return undefined
  const sides: Inks = [tag.u8(table), tag.u8(table + 1), tag.u8(table + 2), tag.u8(table + 3)]
  const bytes = tag.u8(table + 16)
  if (bytes !== 1 && bytes !== 2) return undefined
  return { before, sides, values: samples(tag, table + 20, countOf(sides), bytes), after }
}

/**
 * Returns a function that interpolates the table linearly along each side. If a position coincides
 * with a point, the function reads only that point.
 */
function interpolation(values: Samples, sides: Inks): (places: Inks) => Vector {
  const [, magenta, yellow, black] = sides
  const steps = [3 * magenta * yellow * black, 3 * yellow * black, 3 * black, 3]
  function along(ink: number, from: number, places: Inks): number {
    if (ink === INKS) return values(from)
    const step = steps[ink] ?? 0
    const { cell, part } = place(clamp(places[ink] ?? 0), sides[ink] ?? 2)
    const at = from + cell * step
    if (part === 0) return along(ink + 1, at, places)
    const far = along(ink + 1, at + step, places)
    return part === 1 ? far : along(ink + 1, at, places) * (1 - part) + far * part
  }
  return (places) => [along(0, 0, places), along(0, 1, places), along(0, 2, places)]
}
