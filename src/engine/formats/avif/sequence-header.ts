import type { BitReader } from '../../bytes/bit-reader.ts'
import type { Chroma } from '../../picture/header.ts'
import type { Size } from '../../picture/size.ts'
import { chromaOf } from './av1-configuration.ts'

/** Fields in a still AV1 image's sequence header (AV1 specification, 5.5.1). */
export interface SequenceHeader extends Size {
  readonly profile: number
  readonly reduced: boolean
  /**
   * `true` if the stream has one operating point with all layers, and no timing model. Our code
   * does not decode other images to planes.
   */
  readonly plain: boolean
  readonly depth: 8 | 10 | 12
  readonly chroma: Chroma
  /** Matrix code point in ITU-T H.273, table 4. */
  readonly matrix: number
  /** `true` if samples have full range. */
  readonly full: boolean
  readonly grain: boolean
  readonly superres: boolean
  /** Fields that a frame header parser needs to find where the frame size ends. */
  readonly frame: FrameBits
}

/**
 * Fields in a sequence header that decide which fields the frame headers have, and how long they
 * are.
 */
export interface FrameBits {
  readonly idBits: number
  readonly orderHintBits: number
  /** Flag value for all frames, 0 or 1; 2 if each frame header has its own flag. */
  readonly screenContent: number
  readonly integerMotion: number
}

const [SELECT, UNSPECIFIED, SRGB, IDENTITY] = [2, 2, 13, 0]
const BT709 = 1

/** Lengths in bits of skipped fields in a sequence header. */
const BITS = {
  stillPicture: 1,
  level: 5,
  tier: 1,
  initialDelay: 4,
  superblocksAndIntraTools: 3,
  interTools: 4,
  orderTools: 2,
  filters: 2,
  chromaPosition: 2,
  separateChroma: 1,
  tick: 64,
  decoderModel: 42,
  lowDelay: 1,
} as const

/** Number of leading zeros in `uvlc` after which no value follows. */
const MAX_UVLC = 32

/** Highest level without a tier field (5.5.1). */
const LAST_LEVEL_WITHOUT_TIER = 7

/**
 * Reads an AV1 sequence header's payload.
 * @param input reader at the header's first bit
 */
export function readSequenceHeader(input: BitReader): SequenceHeader {
  const profile = input.bits(3)
  input.skip(BITS.stillPicture)
  const reduced = input.flag()
  const plain = reduced ? readLevel(input) : readOperatingPoints(input)
  const [widthBits, heightBits] = [input.bits(4) + 1, input.bits(4) + 1]
  const size = { width: input.bits(widthBits) + 1, height: input.bits(heightBits) + 1 }
  const idBits = !reduced && input.flag() ? input.bits(4) + 2 + input.bits(3) + 1 : 0
  input.skip(BITS.superblocksAndIntraTools)
  const tools = reduced
    ? { orderHintBits: 0, screenContent: SELECT, integerMotion: SELECT }
    : readTools(input)
  const superres = input.flag()
  input.skip(BITS.filters)
  const color = readColorConfig(input, profile)
  const grain = input.flag()
  return { profile, reduced, plain, ...size, ...color, grain, superres, frame: { idBits, ...tools } }
}

function readLevel(input: BitReader): boolean {
  input.skip(BITS.level)
  return true
}

/** Returns `true` if there is one operating point with all layers, and no timing model. */
function readOperatingPoints(input: BitReader): boolean {
  const hasTiming = input.flag()
  const delayBits = hasTiming ? readTiming(input) : 0
  const delays = input.flag()
  const points = input.bits(5) + 1
  let layers = 0
  for (let point = 0; point < points; point++) {
    layers |= input.bits(12)
    if (input.bits(BITS.level) > LAST_LEVEL_WITHOUT_TIER) input.skip(BITS.tier)
    if (delayBits > 0 && input.flag()) input.skip(2 * delayBits + BITS.lowDelay)
    if (delays && input.flag()) input.skip(BITS.initialDelay)
  }
  return !hasTiming && points === 1 && layers === 0
}

/**
 * Skips timing_info and decoder_model_info (5.5.3, 5.5.4).
 * @returns length in bits of each delay in an operating point; 0 if there are no delays
 */
function readTiming(input: BitReader): number {
  input.skip(BITS.tick)
  const equalIntervals = input.flag()
  if (equalIntervals) skipUvlc(input)
  if (!input.flag()) return 0
  const delayBits = input.bits(5) + 1
  input.skip(BITS.decoderModel)
  return delayBits
}

/** Skips a number in `uvlc`, which has as many bits as zeros before the first one bit (4.10.3). */
function skipUvlc(input: BitReader): void {
  let zeros = 0
  while (zeros < MAX_UVLC && !input.flag()) zeros++
  if (zeros < MAX_UVLC) input.skip(zeros)
}

function readTools(input: BitReader): Omit<FrameBits, 'idBits'> {
  input.skip(BITS.interTools)
  const ordered = input.flag()
  if (ordered) input.skip(BITS.orderTools)
  const screenContent = input.flag() ? SELECT : input.bits(1)
  const integerMotion = screenContent === 0 || input.flag() ? SELECT : input.bits(1)
  return { screenContent, integerMotion, orderHintBits: ordered ? input.bits(3) + 1 : 0 }
}

/** Reads color_config (5.5.2). */
function readColorConfig(
  input: BitReader,
  profile: number,
): Pick<SequenceHeader, 'depth' | 'chroma' | 'matrix' | 'full'> {
  const high = input.flag()
  const depth = !high ? 8 : profile === 2 && input.flag() ? 12 : 10
  const gray = profile !== 1 && input.flag()
  const described = input.flag()
  const [primaries, transfer, matrix] = described
    ? [input.bits(8), input.bits(8), input.bits(8)]
    : [UNSPECIFIED, UNSPECIFIED, UNSPECIFIED]
  if (gray) {
    return { depth, chroma: '4:0:0', matrix, full: input.flag() }
  }
  if (primaries === BT709 && transfer === SRGB && matrix === IDENTITY) {
    input.skip(BITS.separateChroma)
    return { depth, chroma: '4:4:4', matrix, full: true }
  }
  const full = input.flag()
  const chroma = readChroma(input, profile, depth)
  if (chroma === '4:2:0') input.skip(BITS.chromaPosition)
  input.skip(BITS.separateChroma)
  return { depth, chroma, matrix, full }
}

function readChroma(input: BitReader, profile: number, depth: number): Chroma {
  if (profile === 0) return '4:2:0'
  if (profile === 1) return '4:4:4'
  if (depth < 12) return '4:2:2'
  const across = input.flag()
  return chromaOf(across, across && input.flag())
}
