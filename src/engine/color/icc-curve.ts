import type { ByteReader } from '../bytes/reader.ts'
import { pow } from '../wasm/math.ts'
import { type Curve, power } from './transfer.ts'

/** Reads an s15Fixed16Number (ICC.1:2022, 4.6). */
export const fixed = (input: ByteReader, at: number): number => (input.u32be(at) | 0) / 0x10000

/**
 * Reads a `curv` or `para` curve.
 * @returns `undefined` for other types
 * @throws Failure corrupt: the tag is cut short
 */
export function readCurve(tag: ByteReader): Curve | undefined {
  const type = tag.text(0, 4)
  if (type === 'curv') return readTable(tag)
  return type === 'para' ? readParametric(tag) : undefined
}

/**
 * Returns a curve's length in bytes, to find the next curve.
 * @returns `undefined` for other types
 * @throws Failure corrupt: the tag is cut short
 */
export function curveLength(tag: ByteReader): number | undefined {
  const type = tag.text(0, 4)
  if (type === 'curv') return 12 + 2 * tag.u32be(8)
  const count = type === 'para' ? PARAMETERS[tag.u16be(8)] : undefined
  return count && 12 + 4 * count
}

/**
 * Reads a `curv` (ICC.1:2022, 10.6). Without entries it is the identity. One entry is an exponent.
 * More entries are equidistant samples.
 */
function readTable(tag: ByteReader): Curve {
  const count = tag.u32be(8)
  if (count === 0) return power(1)
  if (count === 1) return power(tag.u16be(12) / 0x100)
  const entries = tag.block(12, count * 2)
  return (sample) => {
    const place = sample * (count - 1)
    const index = Math.min(Math.floor(place), count - 2)
    const [low, high] = [entries.u16be(index * 2), entries.u16be(index * 2 + 2)]
    return (low + (high - low) * (place - index)) / 0xffff
  }
}

/** Parameter count for each function type in a `para` curve (ICC.1:2022, 10.18). */
const PARAMETERS = [1, 3, 4, 5, 7]

/**
 * Reads a `para`. All five functions are the last one with parameters left out: (a·x + b)^g + e
 * from d on, and c·x + f below d.
 */
function readParametric(tag: ByteReader): Curve | undefined {
  const type = tag.u16be(8)
  const count = PARAMETERS[type]
  if (count === undefined) return undefined
  const read = Array.from({ length: count }, (_, index) => fixed(tag, 12 + index * 4))
  const [g = 1, a = 1, b = 0, c = 0, d = 0, e = 0, f = 0] = read
  if (type === 0) return power(g)
  if (type === 1) return (x) => (x >= -b / a ? pow(a * x + b, g) : 0)
  if (type === 2) return (x) => (x >= -b / a ? pow(a * x + b, g) + c : c)
  return (x) => (x >= d ? pow(a * x + b, g) + e : c * x + f)
}
