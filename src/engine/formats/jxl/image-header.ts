import type { Orientation } from '../../picture/header.ts'
import type { Size } from '../../picture/size.ts'
import { corrupt, type Distributions, type FieldReader } from './bits.ts'
import { type ColorEncoding, readColorEncoding, SRGB } from './color-encoding.ts'

/** Animation properties on which frame headers depend. */
interface AnimationHeader {
  readonly hasTimecodes: boolean
}

/** Extra channel kinds that matter here (ISO/IEC 18181-1:2022, D.3.6). */
const CHANNEL = { alpha: 0, spot: 2, black: 4, filter: 5 } as const

/** Values that an extra channel's kind may have. */
const CHANNELS = [0, 1, 2, 3, 4, 5, 6, 15, 16] as const

/** Maximum number of extra channels (M.2, level 10). */
const MAX_CHANNELS = 256

/** A channel beside the colors. */
export interface ExtraChannel {
  readonly kind: (typeof CHANNELS)[number]
  /** Binary logarithm of the factor by which the channel's sides are shorter than the image's. */
  readonly shift: number
}

/** A codestream's header. */
export interface ImageHeader extends Size {
  readonly orientation: Orientation
  /** Size of the preview, which is the codestream's first frame; `undefined` if there is none. */
  readonly preview: Size | undefined
  /** `undefined` for a still image. */
  readonly animation: AnimationHeader | undefined
  readonly depth: number
  readonly channels: readonly ExtraChannel[]
  /** `true` if colors are stored in the XYB color space. */
  readonly isXyb: boolean
  readonly color: ColorEncoding
}

export const hasAlpha = ({ channels }: ImageHeader): boolean =>
  channels.some(({ kind }) => kind === CHANNEL.alpha)

/** `true` if a channel stores black ink, so that the colors are cyan, magenta and yellow. */
export const hasBlack = ({ channels }: ImageHeader): boolean =>
  channels.some(({ kind }) => kind === CHANNEL.black)

/** Ratios between width and height (D.2). Ratio 0 means that the width is stored. */
const RATIOS = [
  [1, 1],
  [1, 1],
  [12, 10],
  [4, 3],
  [3, 2],
  [16, 9],
  [5, 4],
  [2, 1],
] as const

function readSides(input: FieldReader, side: () => number): Size {
  const height = side()
  const ratio = input.bits(3)
  const [across, down] = RATIOS[ratio as 0]
  return { width: ratio === 0 ? side() : Math.floor((height * across) / down), height }
}

const SIDE: Distributions = [
  [1, 9],
  [1, 13],
  [1, 18],
  [1, 30],
]

/** Reads a SizeHeader (D.2). */
function readSize(input: FieldReader): Size {
  const isSmall = input.flag()
  return readSides(input, isSmall ? () => 8 * (1 + input.bits(5)) : () => input.u32(SIDE))
}

const PREVIEW_BLOCKS: Distributions = [
  [16, 0],
  [32, 0],
  [1, 5],
  [33, 9],
]
const PREVIEW_SIDE: Distributions = [
  [1, 6],
  [65, 8],
  [321, 10],
  [1345, 12],
]

/** Reads a PreviewHeader (D.3.2). */
function readPreviewSize(input: FieldReader): Size {
  const isSmall = input.flag()
  return readSides(input, isSmall ? () => 8 * input.u32(PREVIEW_BLOCKS) : () => input.u32(PREVIEW_SIDE))
}

const NUMERATOR: Distributions = [
  [100, 0],
  [1000, 0],
  [1, 10],
  [1, 30],
]
const DENOMINATOR: Distributions = [
  [1, 0],
  [1001, 0],
  [1, 8],
  [1, 10],
]
const LOOPS: Distributions = [
  [0, 0],
  [0, 3],
  [0, 16],
  [0, 32],
]

/** Reads an AnimationHeader (D.3.3). */
function readAnimation(input: FieldReader): AnimationHeader {
  for (const field of [NUMERATOR, DENOMINATOR, LOOPS]) input.u32(field)
  return { hasTimecodes: input.flag() }
}

const INTEGER_BITS: Distributions = [
  [8, 0],
  [10, 0],
  [12, 0],
  [1, 6],
]
const FLOAT_BITS: Distributions = [
  [32, 0],
  [16, 0],
  [24, 0],
  [1, 6],
]
const MAX_DEPTH = 32

/** Reads a BitDepth (D.3.5). */
function readDepth(input: FieldReader): number {
  const isFloat = input.flag()
  const depth = input.u32(isFloat ? FLOAT_BITS : INTEGER_BITS)
  if (isFloat) input.skip(4)
  if (depth > MAX_DEPTH) throw corrupt(`samples have ${depth} bits`)
  return depth
}

const SHIFT: Distributions = [
  [0, 0],
  [3, 0],
  [4, 0],
  [1, 3],
]
const FILTER_CHANNEL: Distributions = [
  [1, 0],
  [0, 2],
  [3, 4],
  [19, 8],
]
const FLOAT = 16
const SPOT_COLOR = 4 * FLOAT

/** Reads an ExtraChannelInfo (D.3.6). */
function readChannel(input: FieldReader): ExtraChannel {
  if (input.flag()) return { kind: CHANNEL.alpha, shift: 0 }
  const kind = input.choice(CHANNELS)
  readDepth(input)
  const shift = input.u32(SHIFT)
  input.skipName()
  if (kind === CHANNEL.alpha) input.skip(1)
  if (kind === CHANNEL.spot) input.skip(SPOT_COLOR)
  if (kind === CHANNEL.filter) input.u32(FILTER_CHANNEL)
  return { kind, shift }
}

const CHANNEL_COUNT: Distributions = [
  [0, 0],
  [1, 0],
  [2, 4],
  [1, 12],
]

function readChannels(input: FieldReader): readonly ExtraChannel[] {
  const length = input.u32(CHANNEL_COUNT)
  if (length > MAX_CHANNELS) throw corrupt(`there are ${length} extra channels`)
  return Array.from({ length }, () => readChannel(input))
}

/** Reads ImageMetadata fields that most images leave out (D.3.1). */
function readExtraFields(input: FieldReader): Pick<ImageHeader, 'orientation' | 'preview' | 'animation'> {
  const orientation = (1 + input.bits(3)) as Orientation
  if (input.flag()) readSize(input)
  const preview = input.flag() ? readPreviewSize(input) : undefined
  return { orientation, preview, animation: input.flag() ? readAnimation(input) : undefined }
}

const UPRIGHT = { orientation: 1, preview: undefined, animation: undefined } as const

/** Bits in ToneMapping: two numbers, a flag and a number. */
const TONE_MAPPING = 2 * FLOAT + 1 + FLOAT

/** Bits in OpsinInverseMatrix: a matrix, three color biases and four coefficient biases. */
const OPSIN_MATRIX = (9 + 3 + 4) * FLOAT

/** Weight counts for upsampling by 2, 4 and 8 (K.2). */
const WEIGHTS = [15, 55, 210] as const

/**
 * Reads a codestream's header after the signature: SizeHeader and ImageMetadata (D.2, D.3).
 * @param isWhole `true` to read all fields, up to the color profile or the first frame. `false` to
 *   leave out the last fields, on which only frames depend
 * @throws Failure corrupt
 */
export function readImageHeader(input: FieldReader, isWhole: boolean): ImageHeader {
  const size = readSize(input)
  if (input.flag()) {
    if (isWhole) skipTransforms(input, true)
    return { ...size, ...UPRIGHT, depth: 8, channels: [], isXyb: true, color: SRGB }
  }
  const hasExtraFields = input.flag()
  const extra = hasExtraFields ? readExtraFields(input) : UPRIGHT
  const depth = readDepth(input)
  input.skip(1)
  const channels = readChannels(input)
  const isXyb = input.flag()
  const color = readColorEncoding(input)
  if (isWhole) {
    if (hasExtraFields && !input.flag()) input.skip(TONE_MAPPING)
    input.skipExtensions()
    skipTransforms(input, isXyb)
  }
  return { ...size, ...extra, depth, channels, isXyb, color }
}

/** Skips the XYB matrix and the upsampling weights, which end the header. */
function skipTransforms(input: FieldReader, isXyb: boolean): void {
  if (input.flag()) return
  if (isXyb && !input.flag()) input.skip(OPSIN_MATRIX)
  const mask = input.bits(3)
  for (const [index, count] of WEIGHTS.entries()) if (mask & (1 << index)) input.skip(count * FLOAT)
}
