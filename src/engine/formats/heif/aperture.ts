import { Failure } from '../../../errors.ts'
import type { ByteReader } from '../../bytes/reader.ts'
import type { Box, Size } from '../../picture/size.ts'
import type { HeifName } from './items.ts'

/** A fraction of two exact numbers. The denominator is positive. */
type Fraction = readonly [numerator: bigint, denominator: bigint]

/**
 * Maximum value for a clean aperture's lengths and denominators. They have 31 bits, as in libheif.
 */
const MAX_NUMBER = 0x7fffffff

const roundDown = ([numerator, denominator]: Fraction): number => {
  // BigInt division rounds towards 0, so negative numbers with a remainder need one less.
  const rest = numerator % denominator
  return Number((numerator - rest) / denominator) - (rest < 0n ? 1 : 0)
}

const roundHalfUp = ([numerator, denominator]: Fraction): number =>
  roundDown([2n * numerator + denominator, 2n * denominator])

/**
 * Reads a clean aperture (`clap`, ISO/IEC 14496-12, 12.1.4). The box stores fractions: a width and
 * height, and the aperture center's offset from the image center. The first column is rounded down,
 * and the other numbers to the nearest one, as in libheif. Parts outside the image are cut off.
 * @param image width and height of the image that the aperture crops
 * @throws Failure corrupt: a fraction is not valid, or no image pixel is left
 */
export function readAperture(clap: ByteReader, image: Size, name: HeifName): Box {
  const across = readSpan(clap, 0, image.width, roundDown)
  const down = readSpan(clap, 8, image.height, roundHalfUp)
  if (!across || !down)
    throw new Failure('corrupt', `${name}: the clean aperture (clap) is not valid; save the image again`)
  return { x: across.start, y: down.start, width: across.length, height: down.length }
}

/**
 * Reads an aperture's first pixel and length along one image axis (12.1.4). The length fraction is
 * at `at`, and the center's offset fraction is 16 bytes later. Returns `undefined` if a fraction is
 * not valid, or if no pixel is left.
 */
function readSpan(
  clap: ByteReader,
  at: number,
  side: number,
  round: (start: Fraction) => number,
): { start: number; length: number } | undefined {
  const [length, lengthUnit] = [clap.u32be(at), clap.u32be(at + 4)]
  const [offset, offsetUnit] = [clap.u32be(at + 16) | 0, clap.u32be(at + 20)]
  if ([lengthUnit, offsetUnit].includes(0) || Math.max(length, lengthUnit, offsetUnit) > MAX_NUMBER)
    return undefined
  const [count, unit] = [BigInt(length), BigInt(lengthUnit)]
  const [shift, shiftUnit] = [BigInt(offset), BigInt(offsetUnit)]
  // The start is half the difference between the image's and the aperture's lengths, plus the
  // center's offset.
  const start = round([2n * shift * unit + (BigInt(side) * unit - count) * shiftUnit, 2n * unit * shiftUnit])
  const end = Math.min(side, start + roundHalfUp([count, unit]))
  const first = Math.max(0, start)
  return end > first ? { start: first, length: end - first } : undefined
}
