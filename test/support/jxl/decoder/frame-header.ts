import type { BitReader } from './bits.ts'
import { bits, readName, readU32, readU64, skipExtensions, unpackSigned, value } from './fields.ts'
import type { ImageHeader } from './image-header.ts'
import { JxlError } from './jxl-error.ts'
import { DEFAULT_FILTER, type LoopFilter, readLoopFilter } from './loop-filter.ts'

/** Logarithms of the factors by which a channel is smaller than the frame. */
export interface Shift {
  readonly x: number
  readonly y: number
}

export interface FrameHeader {
  readonly isModular: boolean
  readonly transform: 'none' | 'xyb' | 'ycbcr'
  /** Shifts of Cb, Y and Cr. */
  readonly shifts: readonly [Shift, Shift, Shift]
  /** Logarithms of the block counts to whose multiples the frame's columns and rows are rounded. */
  readonly padding: Shift
  /** 0 for groups of 128 pixels, up to 3 for 1024. */
  readonly groupShift: number
  /** Exponents to the base 0.8 that scale X and B quantization. */
  readonly xScale: number
  readonly bScale: number
  readonly smoothsLf: boolean
  readonly filter: LoopFilter
  readonly name: string
}

/** Bits of the flags (ISO/IEC 18181-1:2022, F.2). */
const FLAGS = { noise: 1n, patches: 2n, splines: 16n, lfFrame: 32n, skipSmoothing: 128n }

const NO_SHIFT: Shift = { x: 0, y: 0 }

const VARDCT_GROUP_SHIFT = 1

function refuse(isFound: boolean, feature: string): void {
  if (isFound) throw new JxlError(`not supported: ${feature}`)
}

/**
 * Reads the modes of three channels. Modes 1 and 2 have twice the columns, 1 and 3 twice the rows.
 * A frame whose channels all have twice the columns is padded, too.
 */
function readShifts(reader: BitReader): Pick<FrameHeader, 'shifts' | 'padding'> {
  const modes = [reader.read(2), reader.read(2), reader.read(2)] as const
  const has = (axis: number, mode: number) => Number(mode === 1 || mode === axis)
  const x = Math.max(...modes.map((mode) => has(2, mode)))
  const y = Math.max(...modes.map((mode) => has(3, mode)))
  const shift = (mode: number): Shift => ({ x: x - has(2, mode), y: y - has(3, mode) })
  return { shifts: [shift(modes[0]), shift(modes[1]), shift(modes[2])], padding: { x, y } }
}

function readUpsampling(reader: BitReader, image: ImageHeader): void {
  const factors = [value(1), value(2), value(4), value(8)] as const
  const color = readU32(reader, ...factors)
  refuse(color > 1, 'upsampled colors')
  for (const { dimShift } of image.extra) {
    refuse(readU32(reader, ...factors) << dimShift > 1, 'upsampled extra channels')
  }
}

function readCrop(reader: BitReader, image: ImageHeader): void {
  if (!reader.bool()) return
  const length = () => readU32(reader, bits(8), bits(11, 256), bits(14, 2304), bits(30, 18_688))
  const [x, y] = [unpackSigned(length()), unpackSigned(length())]
  const [width, height] = [length(), length()]
  const isWhole = x === 0 && y === 0 && width === image.width && height === image.height
  refuse(!isWhole, 'frames that are no whole image')
}

/** Reads blending (ISO/IEC 18181-1:2022, F.2), which a single frame has no use for. */
function readBlending(reader: BitReader): void {
  const mode = readU32(reader, value(0), value(1), value(2), bits(2, 3))
  refuse(mode > 0, 'blended frames')
}

function defaults(image: ImageHeader): FrameHeader {
  return {
    isModular: false,
    transform: image.xyb ? 'xyb' : 'none',
    shifts: [NO_SHIFT, NO_SHIFT, NO_SHIFT],
    padding: NO_SHIFT,
    groupShift: VARDCT_GROUP_SHIFT,
    xScale: image.xyb ? 3 : 2,
    bScale: 2,
    smoothsLf: true,
    filter: DEFAULT_FILTER,
    name: '',
  }
}

/** Reads the fields up to the pass count, which describe how the frame is coded. */
function readCoding(reader: BitReader, image: ImageHeader): Omit<FrameHeader, 'filter' | 'name'> {
  const isModular = reader.bool()
  const flags = readU64(reader)
  refuse((flags & FLAGS.noise) > 0n, 'noise')
  refuse((flags & FLAGS.patches) > 0n, 'patches')
  refuse((flags & FLAGS.splines) > 0n, 'splines')
  refuse((flags & FLAGS.lfFrame) > 0n, 'LF frames')
  const transform = image.xyb ? 'xyb' : reader.bool() ? 'ycbcr' : 'none'
  const { shifts, padding } = transform === 'ycbcr' ? readShifts(reader) : defaults(image)
  readUpsampling(reader, image)
  const groupShift = isModular ? reader.read(2) : VARDCT_GROUP_SHIFT
  const isScaled = !isModular && transform === 'xyb'
  const [xScale, bScale] = isScaled ? [reader.read(3), reader.read(3)] : [2, 2]
  const smoothsLf = (flags & FLAGS.skipSmoothing) === 0n
  if (!isModular && smoothsLf && shifts.some(({ x, y }) => x + y > 0)) {
    throw new JxlError('a frame with subsampled channels has LF smoothing')
  }
  return { isModular, transform, shifts, padding, groupShift, xScale, bScale, smoothsLf }
}

/** Reads the header for an image's only frame (ISO/IEC 18181-1:2022, F.2). */
export function readFrameHeader(reader: BitReader, image: ImageHeader): FrameHeader {
  if (reader.bool()) return defaults(image)
  const type = reader.read(2)
  refuse(type === 1 || type === 2, 'LF frames and reference frames')
  const coding = readCoding(reader, image)
  refuse(readU32(reader, value(1), value(2), value(3), bits(3, 4)) > 1, 'several passes')
  readCrop(reader, image)
  readBlending(reader)
  for (const _ of image.extra) readBlending(reader)
  refuse(!reader.bool(), 'several frames')
  const name = readName(reader)
  const filter = readLoopFilter(reader, coding.isModular)
  skipExtensions(reader)
  return { ...coding, name, filter }
}
