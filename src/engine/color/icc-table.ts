import type { ByteReader } from '../bytes/reader.ts'
import { curveLength, fixed, readCurve } from './icc-curve.ts'
import { xyzOfLab } from './lab.ts'
import { apply, type Matrix, type Vector } from './matrix.ts'
import { D50 } from './primaries.ts'
import type { Curve } from './transfer.ts'

/**
 * Converts a device's R, G and B, 0 to 1, to CIE XYZ in the profile connection space (white D50).
 */
export type DeviceTable = (rgb: Vector) => Vector

export type Stage = (values: Vector) => Vector

/** Clips a value to 0 to 1, as every stage does (ICC.1:2022, 10.12.1). NaN counts as 0. */
export const clamp = (value: number) => (value > 0 ? Math.min(value, 1) : 0)

/**
 * Reads an A2B tag from three channels to three: `mft1`, `mft2` or `mAB ` (ICC.1:2022, 10.10 to
 * 10.12).
 *
 * The values are read from the profile itself, so that a table takes no memory, whatever size it
 * claims.
 *
 * @param connection the profile connection space's signature
 * @returns `undefined` for other types, spaces and channel counts
 * @throws Failure corrupt: the tag is cut short
 */
export function readDeviceTable(tag: ByteReader, connection: string): DeviceTable | undefined {
  const type = tag.text(0, 4)
  const decode = decoderOf(type, connection)
  if (!decode || tag.u8(8) !== 3 || tag.u8(9) !== 3) return undefined
  const stages = type === 'mAB ' ? readElements(tag) : readTables(tag, type === 'mft1' ? 1 : 2)
  return stages && ((rgb) => decode(stages.reduce((values, stage) => stage(values), rgb)))
}

const xyz: Stage = ([x, y, z]) => {
  const scale = 65_535 / 32_768 // u1Fixed15Number
  return [x * scale, y * scale, z * scale]
}

/**
 * Makes the decoder for a CIELAB encoding.
 * @param white encoded value for L* = 100
 * @param step encoded value for one unit of a* and b*, whose zero is at 128 units
 */
const lab =
  (white: number, step: number): Stage =>
  ([l, a, b]) => {
    const [x, y, z] = xyzOfLab([(100 * l) / white, a / step - 128, b / step - 128])
    return [x * D50[0], y * D50[1], z * D50[2]]
  }

/**
 * Decoders for the connection space (ICC.1:2022, 6.3.4), by table type. For CIELAB, `mft2` keeps
 * version 2's encoding.
 */
const DECODERS: Readonly<Record<string, Stage>> = {
  'mft1Lab ': lab(1, 1 / 255),
  'mft2Lab ': lab(0xff00 / 0xffff, 0x100 / 0xffff),
  'mAB Lab ': lab(1, 1 / 255),
  'mft2XYZ ': xyz,
  'mAB XYZ ': xyz,
}

/**
 * Returns the decoder from a table type's values to XYZ, or `undefined` if the type and the
 * connection space do not go together.
 */
export function decoderOf(type: string, connection: string): Stage | undefined {
  return DECODERS[`${type}${connection}`]
}

/**
 * Reads an `mft1` or `mft2`: sampled curves, a table, sampled curves. The matrix before them is
 * only for XYZ.
 */
function readTables(tag: ByteReader, bytes: 1 | 2): Stage[] | undefined {
  const side = tag.u8(10)
  const [entries, results, from] = bytes === 1 ? [256, 256, 48] : [tag.u16be(48), tag.u16be(50), 52]
  if (side < 2 || entries < 2 || results < 2) return undefined
  const table = from + 3 * entries * bytes
  const count = 3 * side * side * side
  const output = table + count * bytes
  return [
    curves(sampledCurves(tag, from, entries, bytes, 3)),
    grid(samples(tag, table, count, bytes), [side, side, side]),
    curves(sampledCurves(tag, output, results, bytes, 3)),
  ]
}

export type Samples = (index: number) => number

export function samples(tag: ByteReader, at: number, count: number, bytes: number): Samples {
  const block = tag.block(at, count * bytes)
  return bytes === 1 ? (index) => block.u8(index) / 0xff : (index) => block.u16be(2 * index) / 0xffff
}

/** Reads consecutive sampled curves. */
export function sampledCurves(
  tag: ByteReader,
  from: number,
  entries: number,
  bytes: number,
  channels: number,
): readonly Curve[] {
  return Array.from({ length: channels }, (_, channel) => {
    const values = samples(tag, from + channel * entries * bytes, entries, bytes)
    return (value) => {
      const { cell, part } = place(value, entries)
      return values(cell) * (1 - part) + values(cell + 1) * part
    }
  })
}

const same: Curve = (value) => value

/** Returns a stage that applies one curve to each channel. */
export function curves([first = same, second = same, third = same]: readonly Curve[]): Stage {
  return ([a, b, c]) => [clamp(first(clamp(a))), clamp(second(clamp(b))), clamp(third(clamp(c)))]
}

export function place(value: number, entries: number): { cell: number; part: number } {
  const at = value * (entries - 1)
  const cell = Math.min(Math.floor(at), entries - 2)
  return { cell, part: at - cell }
}

type Sides = readonly [number, number, number]

function grid(values: Samples, [first, second, third]: Sides): Stage {
  const [alongFirst, alongSecond] = [3 * second * third, 3 * third]

  const onLine = (at: number, part: number) => {
    const value = values(at)
    return value + (values(at + 3) - value) * part
  }
  const onPlane = (at: number, part: number, partOnLine: number) => {
    const value = onLine(at, partOnLine)
    return value + (onLine(at + alongSecond, partOnLine) - value) * part
  }
  return ([a, b, c]) => {
    const [x, y, z] = [place(a, first), place(b, second), place(c, third)]
    const at = x.cell * alongFirst + y.cell * alongSecond + 3 * z.cell
    const channel = (from: number) => {
      const value = onPlane(from, y.part, z.part)
      return value + (onPlane(from + alongFirst, y.part, z.part) - value) * x.part
    }
    return [channel(at), channel(at + 1), channel(at + 2)]
  }
}

/**
 * Reads an `mAB `: A curves, a table, M curves, a matrix and B curves. Only the B curves are
 * required.
 */
function readElements(tag: ByteReader): Stage[] | undefined {
  const [table, a] = [24, 28].map((at) => tag.u32be(at))
  const stages = [a ? readStage(tag, a) : [], table ? readGrid(tag, table) : [], readLastElements(tag)]
  return stages.every((stage) => stage !== undefined) ? stages.flat() : undefined
}

/** Reads the elements after an `mAB ` tag's table: M curves, a matrix and B curves. */
export function readLastElements(tag: ByteReader): Stage[] | undefined {
  const [b, matrix, m] = [12, 16, 20].map((at) => tag.u32be(at))
  const stages = [
    m ? readStage(tag, m) : [],
    matrix ? readMatrix(tag, matrix) : [],
    b ? readStage(tag, b) : undefined,
  ]
  return stages.every((stage) => stage !== undefined) ? stages.flat() : undefined
}

function readStage(tag: ByteReader, from: number): Stage | undefined {
  const read = readCurves(tag, from, 3)
  return read && curves(read)
}

/** Reads consecutive `curv` or `para` curves. Returns `undefined` if one has another type. */
export function readCurves(tag: ByteReader, from: number, channels: number): readonly Curve[] | undefined {
  const read: Curve[] = []
  let at = from
  for (let channel = 0; channel < channels; channel++) {
    const rest = tag.block(at, tag.length - at)
    const [curve, length] = [readCurve(rest), curveLength(rest)]
    if (!curve || length === undefined) return undefined
    read.push(curve)
    at += Math.ceil(length / 4) * 4
  }
  return read
}

/**
 * Reads an `mAB ` tag's table (ICC.1:2022, 10.12.3): grid points per channel in 16 bytes, bytes per
 * value, the values.
 */
function readGrid(tag: ByteReader, at: number): Stage | undefined {
  const sides: Sides = [tag.u8(at), tag.u8(at + 1), tag.u8(at + 2)]
  const bytes = tag.u8(at + 16)
  if (Math.min(...sides) < 2 || (bytes !== 1 && bytes !== 2)) return undefined
  const table = grid(samples(tag, at + 20, 3 * sides[0] * sides[1] * sides[2], bytes), sides)
  return ([a, b, c]) => table([clamp(a), clamp(b), clamp(c)])
}

/** Reads an `mAB ` tag's matrix (ICC.1:2022, 10.12.5): nine factors and three offsets. */
function readMatrix(tag: ByteReader, at: number): Stage {
  const e = (index: number) => fixed(tag, at + 4 * index)
  const matrix: Matrix = [
    [e(0), e(1), e(2)],
    [e(3), e(4), e(5)],
    [e(6), e(7), e(8)],
  ]
  const offset: Vector = [e(9), e(10), e(11)]
  return (values) => {
    const [x, y, z] = apply(matrix, values)
    return [x + offset[0], y + offset[1], z + offset[2]]
  }
}
