import type { Size } from '../../picture/size.ts'
import { corrupt, type Distributions, type FieldReader } from './bits.ts'
import type { ImageHeader } from './image-header.ts'
import { skipLoopFilter } from './loop-filter.ts'
import { BLOCK_BITS, sectionsOf } from './sections.ts'

/** Frame types (ISO/IEC 18181-1:2022, F.2). Only the first and the last type are shown. */
const TYPE = { regular: 0, lowFrequency: 1, reference: 2, skipProgressive: 3 } as const

/** Flag of a frame whose low frequencies are stored as a separate frame. */
const USES_LF_FRAME = 32

/** Blending modes. Up to `blend`, the value is stored in two bits. */
const MODE = { replace: 0, blend: 2, alphaWeighted: 3, multiply: 4 } as const

/** Chroma subsampling across and down, by a component's code. */
const SUBSAMPLED = [
  [0, 0],
  [1, 1],
  [1, 0],
  [0, 1],
] as const

/** Frame header fields that a walk over the frames needs. */
export interface FrameHeader {
  /**
   * `true` if the frame is shown by itself, and is not only a layer or a reference for other
   * frames.
   */
  readonly isShown: boolean
  readonly isLast: boolean
  /** Section count. The table of contents has one entry for each section. */
  readonly sections: number
}

const POWERS: Distributions = [
  [1, 0],
  [2, 0],
  [4, 0],
  [8, 0],
]
const PASSES: Distributions = [
  [1, 0],
  [2, 0],
  [3, 0],
  [4, 3],
]
const DOWNSAMPLES: Distributions = [
  [0, 0],
  [1, 0],
  [2, 0],
  [1, 3],
]
const LAST_PASS: Distributions = [
  [0, 0],
  [1, 0],
  [2, 0],
  [0, 3],
]

/** Reads a Passes bundle and returns the pass count. */
function readPasses(input: FieldReader): number {
  const passes = input.u32(PASSES)
  if (passes === 1) return 1
  const downsamples = input.u32(DOWNSAMPLES)
  input.skip(2 * (passes - 1))
  for (let index = 0; index < downsamples; index++) input.u32(POWERS)
  for (let index = 0; index < downsamples; index++) input.u32(LAST_PASS)
  return passes
}

const PLACE: Distributions = [
  [0, 8],
  [256, 11],
  [2304, 14],
  [18_688, 30],
]

const unpackSigned = (value: number) => (value % 2 === 0 ? value / 2 : -(value + 1) / 2)

/** Size of a frame; `isPartial` is `true` if the frame does not cover the image. */
interface FrameArea extends Size {
  readonly isPartial: boolean
}

function readArea(input: FieldReader, image: Size, isPlaced: boolean): FrameArea {
  const [x, y] = isPlaced ? [input.u32(PLACE), input.u32(PLACE)].map(unpackSigned) : [0, 0]
  const [width, height] = [input.u32(PLACE), input.u32(PLACE)]
  if (width === 0 || height === 0) throw corrupt('a frame has no pixels')
  const [left = 0, top = 0] = [x, y]
  const isWhole = left <= 0 && top <= 0 && left + width >= image.width && top + height >= image.height
  return { width, height, isPartial: isPlaced && !isWhole }
}

const MODES: Distributions = [
  [0, 0],
  [1, 0],
  [2, 0],
  [3, 2],
]
const ALPHA_CHANNEL: Distributions = [
  [0, 0],
  [1, 0],
  [2, 0],
  [3, 3],
]

/** Reads a BlendingInfo and returns its mode. */
function readBlending(input: FieldReader, channels: number, isPartial: boolean): number {
  const mode = input.u32(MODES)
  if (mode > MODE.multiply) throw corrupt('a frame is blended in an unknown way')
  const isByAlpha = channels > 0 && (mode === MODE.blend || mode === MODE.alphaWeighted)
  if (isByAlpha) input.u32(ALPHA_CHANNEL)
  if (isByAlpha || mode === MODE.multiply) input.skip(1)
  if (mode !== MODE.replace || isPartial) input.skip(2)
  return mode
}

const DURATION: Distributions = [
  [0, 0],
  [1, 0],
  [0, 8],
  [0, 32],
]
const TIMECODE_BITS = 32

/** Returns a frame's duration in ticks; 0 in a still image. */
function readDuration(input: FieldReader, { animation }: ImageHeader): number {
  if (!animation) return 0
  const duration = input.u32(DURATION)
  if (animation.hasTimecodes) input.skip(TIMECODE_BITS)
  return duration
}

function readSubsampling(input: FieldReader): readonly [boolean, boolean] {
  let [across, down] = [false, false]
  for (let component = 0; component < 3; component++) {
    const [x, y] = SUBSAMPLED[input.bits(2) as 0]
    across ||= x > 0
    down ||= y > 0
  }
  return [across, down]
}

function readUpsampling(input: FieldReader, { channels }: ImageHeader): number {
  const upsampling = input.u32(POWERS)
  for (const _ of channels) input.u32(POWERS)
  return upsampling
}

const WHOLE_PICTURE = {
  upsampling: 1,
  groupShift: 1,
  halved: [false, false],
  passes: 1,
} as const

/**
 * Reads a FrameHeader (F.2).
 * @param size the image's or its preview's size, for a frame header without a size
 * @throws Failure corrupt
 */
export function readFrameHeader(input: FieldReader, image: ImageHeader, size: Size): FrameHeader {
  if (input.flag()) {
    return { isShown: true, isLast: true, sections: sectionsOf({ ...size, ...WHOLE_PICTURE }) }
  }
  const type = input.bits(2)
  const isModular = input.flag()
  const usesLfFrame = Math.floor(input.u64() / USES_LF_FRAME) % 2 === 1
  const isYcc = !image.isXyb && input.flag()
  const halved = isYcc && !usesLfFrame ? readSubsampling(input) : WHOLE_PICTURE.halved
  const upsampling = usesLfFrame ? 1 : readUpsampling(input, image)
  const groupShift = isModular ? input.bits(2) : WHOLE_PICTURE.groupShift
  if (!isModular && image.isXyb) input.skip(6)
  const passes = type === TYPE.reference ? 1 : readPasses(input)
  const level = type === TYPE.lowFrequency ? 1 + input.bits(2) : 0
  const isNormal = type === TYPE.regular || type === TYPE.skipProgressive
  const isCut = type !== TYPE.lowFrequency && input.flag()
  const { isPartial, ...area } = isCut ? readArea(input, size, isNormal) : { ...size, isPartial: false }
  const shown = isNormal ? readShown(input, image, isPartial) : { isLast: false, duration: 0, replaces: true }
  skipReference(input, type, { ...shown, isPartial })
  input.skipName()
  skipLoopFilter(input, isModular)
  input.skipExtensions()
  const [width, height] = [area.width, area.height].map((side) =>
    Math.ceil(side / (1 << (BLOCK_BITS * level))),
  )
  const division = {
    width: width ?? 1,
    height: height ?? 1,
    upsampling,
    groupShift,
    halved,
    passes,
  }
  const { isLast, duration } = shown
  return { isShown: isNormal && (isLast || duration > 0), isLast, sections: sectionsOf(division) }
}

/** Blending and duration fields in a shown frame's header. */
interface Shown {
  readonly duration: number
  readonly isLast: boolean
  /** `true` if the frame's colors replace the colors of earlier frames. */
  readonly replaces: boolean
}

function readShown(input: FieldReader, image: ImageHeader, isPartial: boolean): Shown {
  const count = image.channels.length
  const mode = readBlending(input, count, isPartial)
  for (const _ of image.channels) readBlending(input, count, isPartial)
  return { duration: readDuration(input, image), isLast: input.flag(), replaces: mode === MODE.replace }
}

/** Skips the slot in which a frame is saved, and the flag that tells when it is saved. */
function skipReference(
  input: FieldReader,
  type: number,
  { duration, isLast, replaces, isPartial }: Shown & { readonly isPartial: boolean },
): void {
  if (type === TYPE.lowFrequency) return
  const place = isLast ? 0 : input.bits(2)
  const isSaved = !isLast && (duration === 0 || place > 0)
  if (type === TYPE.reference || (isSaved && replaces && !isPartial)) input.skip(1)
}
