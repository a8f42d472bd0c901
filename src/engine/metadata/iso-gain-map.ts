import { be16, be32 } from '../bytes/bytes.ts'
import { join } from '../bytes/join.ts'
import { openReader } from '../bytes/reader.ts'
import type { PerChannel } from './hdrgm.ts'

/** Fraction of two integers. The numerators in `min`, `max` and the offsets may be negative. */
export interface Fraction {
  readonly numerator: number
  /** Denominator, at least 1. */
  readonly denominator: number
}

/** A channel's gains (ISO 21496-1): log2 of the minimum and maximum gain, gamma and offsets. */
export interface IsoChannel {
  readonly min: Fraction
  readonly max: Fraction
  readonly gamma: Fraction
  readonly baseOffset: Fraction
  readonly alternateOffset: Fraction
}

/** Gain map metadata as ISO 21496-1 stores it: in a JPEG's APP2 segment, in HEIF's `tmap`. */
export interface IsoGainMap {
  readonly writerVersion: number
  /**
   * Flags. Bit 7: three channels. Bit 6: gains belong to the base picture's primaries. Bit 3 (a
   * libultrahdr extension): one denominator for all fractions.
   */
  readonly flags: number
  /** log2 of the base picture's headroom. */
  readonly baseHeadroom: Fraction
  /** log2 of the alternate picture's headroom. */
  readonly alternateHeadroom: Fraction
  readonly channels: PerChannel<IsoChannel>
}

const MULTICHANNEL = 0x80
export const USES_BASE_COLORS = 0x40
const COMMON_DENOMINATOR = 0x08

const HEAD = 5
const NUMBER = 4

/**
 * Parses ISO 21496-1 metadata. The block begins with the minimum version.
 * @param block any bytes
 * @returns `undefined` if the block is cut short, requires a newer reader, or has a number that is
 *   not valid
 */
export function parseIsoGainMap(block: Uint8Array): IsoGainMap | undefined {
  const input = openReader(block, true)
  if (!input.reaches(HEAD) || input.u16be(0) !== 0) return undefined
  const flags = input.u8(4)
  const count = (flags & MULTICHANNEL) === 0 ? 1 : 3
  const common = (flags & COMMON_DENOMINATOR) !== 0
  const numbers = common ? 1 + 2 + 5 * count : 2 * (2 + 5 * count)
  if (!input.reaches(HEAD + numbers * NUMBER)) return undefined

  let at = HEAD
  const next = () => {
    at += NUMBER
    return input.u32be(at - NUMBER)
  }
  const shared = common ? next() : undefined
  const unsigned = (): Fraction => ({ numerator: next(), denominator: shared ?? next() })
  const signed = (): Fraction => ({ numerator: next() | 0, denominator: shared ?? next() })
  const channel = (): IsoChannel => ({
    min: signed(),
    max: signed(),
    gamma: unsigned(),
    baseOffset: signed(),
    alternateOffset: signed(),
  })
  const read: IsoGainMap = {
    writerVersion: input.u16be(2),
    flags,
    baseHeadroom: unsigned(),
    alternateHeadroom: unsigned(),
    channels: count === 1 ? [channel()] : [channel(), channel(), channel()],
  }
  return isValid(read) ? read : undefined
}

function isValid({ baseHeadroom, alternateHeadroom, channels }: IsoGainMap): boolean {
  const fractions = [
    baseHeadroom,
    alternateHeadroom,
    ...channels.flatMap((channel) => Object.values(channel)),
  ]
  const positive = channels.every(({ gamma }) => gamma.numerator > 0)
  return positive && fractions.every(({ denominator }) => denominator > 0)
}

/** Formats ISO 21496-1 metadata. Inverse function: `parseIsoGainMap`. */
export function formatIsoGainMap(metadata: IsoGainMap): Uint8Array<ArrayBuffer> {
  const { writerVersion, flags, baseHeadroom, alternateHeadroom, channels } = metadata
  const common = (flags & COMMON_DENOMINATOR) !== 0
  const fractions = [
    baseHeadroom,
    alternateHeadroom,
    ...channels.flatMap(({ min, max, gamma, baseOffset, alternateOffset }) => [
      min,
      max,
      gamma,
      baseOffset,
      alternateOffset,
    ]),
  ]
  const numbers = common
    ? [baseHeadroom.denominator, ...fractions.map(({ numerator }) => numerator)]
    : fractions.flatMap(({ numerator, denominator }) => [numerator, denominator])
  return join([be16(0), be16(writerVersion), Uint8Array.of(flags), ...numbers.map(be32)])
}
