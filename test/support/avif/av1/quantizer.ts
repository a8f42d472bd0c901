import type { BitReader } from '../../../../src/engine/bytes/bit-reader.ts'
import type { Av1Sequence } from './sequence.ts'

/** Reads a signed number of `length` bits (4.10.6). */
function signed(bits: BitReader, length: number): number {
  const value = bits.bits(length)
  return value >= 2 ** (length - 1) ? value - 2 ** length : value
}

const delta = (bits: BitReader) => (bits.flag() ? signed(bits, 7) : 0)

interface Quantizer {
  readonly base: number
  /** `true` if all planes have the base quantizer. */
  readonly plain: boolean
}

/** Reads quantization_params (5.9.12). */
export function readQuantizer(bits: BitReader, { gray, separateChroma }: Av1Sequence): Quantizer {
  const base = bits.bits(8)
  const deltas = [delta(bits)]
  if (!gray) {
    const differ = separateChroma && bits.flag()
    for (let count = differ ? 4 : 2; count > 0; count--) deltas.push(delta(bits))
  }
  const matrices = bits.flag()
  if (matrices) bits.skip(separateChroma ? 12 : 8)
  return { base, plain: deltas.every((value) => value === 0) }
}

const FEATURE_BITS = [8, 6, 6, 6, 6, 3, 0, 0]
const SIGNED_FEATURES = 5
const SEGMENTS = 8

/**
 * Reads segmentation_params of a key frame (5.9.14).
 * @returns the difference of each segment to the base quantizer
 */
export function readSegments(bits: BitReader): readonly number[] {
  const segments = Array.from({ length: SEGMENTS }, () => 0)
  if (!bits.flag()) return segments
  for (let segment = 0; segment < SEGMENTS; segment++)
    for (const [feature, length] of FEATURE_BITS.entries()) {
      if (!bits.flag()) continue
      const value = feature < SIGNED_FEATURES ? signed(bits, length + 1) : bits.bits(length)
      if (feature === 0) segments[segment] = value
    }
  return segments
}

/** Reads delta_q_params and delta_lf_params (5.9.17, 5.9.18). */
export function readBlockDeltas(bits: BitReader, base: number, intraBlockCopy: boolean): void {
  if (base === 0 || !bits.flag()) return
  bits.skip(2)
  if (!intraBlockCopy && bits.flag()) bits.skip(3)
}

/** Reads loop_filter_params (5.9.11). */
export function readLoopFilter(bits: BitReader, gray: boolean): void {
  const levels = [bits.bits(6), bits.bits(6)]
  if (!gray && levels.some((level) => level > 0)) bits.skip(12)
  bits.skip(3)
  if (!bits.flag() || !bits.flag()) return
  for (let change = 0; change < 10; change++) if (bits.flag()) bits.skip(7)
}
