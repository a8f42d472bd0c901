import { Failure } from '../../../errors.ts'
import { readStart } from '../../bytes/reader.ts'
import type { Size } from '../../picture/size.ts'
import type { FrameWalk, Walk } from '../walk.ts'
import { corrupt, type Distributions, type FieldReader, openFields } from './bits.ts'
import { readFrameHeader } from './frame-header.ts'
import { type ImageHeader, readImageHeader } from './image-header.ts'
import { type CodestreamWalk, type Steps, walkCodestream } from './walk-codestream.ts'

/** Maximum length in bytes of an image or frame header. */
const MAX_HEADER = 4096

/**
 * Length in bytes up to which a header is read byte by byte. Longer headers contain names or
 * weights. They are read in larger steps, which may go beyond the header's end by half its length.
 * A last frame with few bytes may be shorter than such a step.
 */
const SHORT_HEADER = 16

/** Distributions for section lengths (ISO/IEC 18181-1:2022, F.3.3). */
const LENGTHS: Distributions = [
  [0, 10],
  [1024, 14],
  [17_408, 22],
  [4_211_712, 30],
]

/**
 * Reads a header whose length is unknown, and the rest of its last byte.
 * @throws Failure corrupt
 */
function* readHeader<Result>(
  { byte, unread }: CodestreamWalk,
  read: (input: FieldReader) => Result,
): Steps<Result> {
  const bytes: number[] = []
  for (;;) {
    const found = readStart(Uint8Array.from(bytes), false, (input) => {
      let at = 0
      const header = read(openFields(() => input.u8(at++)))
      return { header, length: at }
    })
    if (found) {
      unread(bytes.slice(found.length))
      return found.header
    }
    if (bytes.length >= MAX_HEADER) throw corrupt('a header is too long')
    const more = bytes.length < SHORT_HEADER ? 1 : bytes.length >> 1
    for (let index = 0; index < more; index++) bytes.push(yield* byte())
  }
}

/** Returns a function that reads a number with up to 30 bits, beginning with the next byte. */
function bitsOf({ byte }: CodestreamWalk): (count: number) => Steps<number> {
  let [value, left, unit] = [0, 0, 1]
  return function* (count) {
    for (; left < count; left += 8, unit *= 256) value += (yield* byte()) * unit
    const limit = 1 << count
    const result = value % limit
    value = (value - result) / limit
    left -= count
    unit /= limit
    return result
  }
}

/** Returns the total length in bytes of a frame's sections (F.3). */
function* readLength(stream: CodestreamWalk, sections: number): Steps<number> {
  const bits = bitsOf(stream)
  let length = 0
  for (let section = 0; section < sections; section++) {
    const [offset, count] = LENGTHS[(yield* bits(2)) as 0]
    length += offset + (yield* bits(count))
  }
  return length
}

/** A frame that `walkFrames` found. */
interface WalkedFrame {
  /**
   * `true` if the frame is shown by itself, and is not only a layer or a reference for other
   * frames.
   */
  readonly isShown: boolean
}

/**
 * Walks over a JPEG XL's frames.
 * @param found is called for each frame. It gets `undefined` if only a decoder could find the
 *   frames that follow: they are behind a compressed color profile, or the section order is
 *   compressed
 */
export function* walkFrames(found: (frame: WalkedFrame | undefined) => void): Walk {
  try {
    yield* walkAll(yield* walkCodestream(), found)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
  }
}

/** Counts the frames that are shown. The number is `NaN` if only a decoder could count them. */
export const walkJxlFrames: FrameWalk = (count) =>
  walkFrames((frame) => {
    if (!frame) count(Number.NaN)
    else if (frame.isShown) count(1)
  })

function* walkAll(stream: CodestreamWalk, found: Parameters<typeof walkFrames>[0]): Walk {
  const image = yield* readHeader(stream, (input) => {
    const header = readImageHeader(input, true)
    if (!header.color.icc) input.align()
    return header
  })
  if (image.color.icc) return found(undefined)
  if (image.preview && !(yield* skipFrame(stream, image, image.preview))) return found(undefined)
  for (let isLast = false; !isLast; ) {
    const frame = yield* skipFrame(stream, image, image)
    found(frame)
    if (!frame) return
    isLast = frame.isLast
  }
  yield* stream.end()
}

/** Skips a frame. Returns `undefined` if its sections are in a compressed order. */
function* skipFrame(stream: CodestreamWalk, image: ImageHeader, size: Size) {
  const frame = yield* readHeader(stream, (input) => {
    const header = readFrameHeader(input, image, size)
    const isReordered = input.flag()
    if (!isReordered) input.align()
    return { ...header, isReordered }
  })
  if (frame.isReordered) return undefined
  stream.skip(yield* readLength(stream, frame.sections))
  return frame
}
