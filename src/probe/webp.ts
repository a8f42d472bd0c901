import { Failure } from '../errors.ts'
import { readOrientation } from './exif.ts'
import { type Format, hasText } from './format.ts'
import type { Header, Orientation } from './header.ts'
import { iccColor, MAX_PROFILE } from './icc.ts'
import { type Input, MAX_PARTS } from './input.ts'

/** Where the first chunk stands, after `RIFF`, the file's length and `WEBP`. */
const FIRST_CHUNK = 12

interface Chunk {
  readonly type: string
  /** Offset of the payload. */
  readonly at: number
  readonly size: number
}

type Image = Pick<Header, 'width' | 'height' | 'alpha'>

const STILL = { format: 'webp', depth: 8, components: 3, progressive: false } as const

function read(input: Input): Header {
  const first = readChunk(input, FIRST_CHUNK)
  if (first.type === 'VP8X') return readExtended(input, first)
  const image = readImage(input, first)
  if (!image) throw new Failure('corrupt', 'WebP: the first chunk is not an image')
  return { ...STILL, ...image, orientation: 1, icc: false, frames: 1 }
}

/**
 * The extended format (RFC 9649, 2.7): a canvas, and flags for what else the file holds. EXIF stands after
 * the pixels, so a file that announces it is read on until it comes.
 */
function readExtended(input: Input, vp8x: Chunk): Header {
  const { icc, alpha, exif, animated, width, height } = readVp8x(input, vp8x)
  const color = icc ? iccColor(readProfile(input, next(vp8x))) : undefined
  const header = { ...STILL, width, height, icc, color }
  if (animated && !exif && !input.complete) return { ...header, alpha, orientation: 1, frames: undefined }

  let image: Image | undefined
  let alphaChunk = false
  let orientation: Orientation | undefined
  let frames = 0
  for (const chunk of chunks(input, next(vp8x))) {
    if (chunk.type === 'ANMF') frames++
    else if (chunk.type === 'ALPH') alphaChunk = true
    else if (chunk.type === 'EXIF') orientation ??= readExif(input, chunk)
    else if (!animated) image ??= readImage(input, chunk)
    // A still needs its own frame header; an animation is counted through when all of it is there.
    const seen = animated ? !input.complete : image !== undefined
    if (seen && (orientation || !exif)) break
  }
  if (animated ? frames === 0 && input.complete : !image) {
    throw new Failure('corrupt', 'WebP: there is no image')
  }
  if (image && (image.width !== width || image.height !== height)) {
    throw new Failure('corrupt', 'WebP: the image is not of the size of its canvas')
  }
  return {
    ...header,
    alpha: alpha || alphaChunk || image?.alpha === true,
    orientation: exif ? (orientation ?? 1) : 1,
    frames: animated ? (input.complete ? frames : undefined) : 1,
  }
}

function readVp8x(input: Input, chunk: Chunk) {
  if (chunk.size < 10) throw new Failure('corrupt', 'WebP: the VP8X chunk is too short')
  const flags = input.u8(chunk.at)
  const width = input.u24le(chunk.at + 4) + 1
  const height = input.u24le(chunk.at + 7) + 1
  if (width * height > 0xffffffff)
    throw new Failure('corrupt', 'WebP: the canvas is larger than the format allows')
  return {
    icc: (flags & 0x20) !== 0,
    alpha: (flags & 0x10) !== 0,
    exif: (flags & 0x08) !== 0,
    animated: (flags & 0x02) !== 0,
    width,
    height,
  }
}

/** The profile stands right after VP8X, of stills and animations (RFC 9649, 2.7). */
function readProfile(input: Input, from: number): Input[] {
  if (!input.reaches(from + 8)) return []
  const { type, at, size } = readChunk(input, from)
  const kept = type === 'ICCP' && size <= MAX_PROFILE && input.reaches(at + size)
  return kept ? [input.block(at, size)] : []
}

/** A file that is cut within its EXIF still has its picture; it is shown as stored. */
function readExif(input: Input, { at, size }: Chunk): Orientation {
  return input.reaches(at + size) ? readOrientation(input.block(at, size)) : 1
}

function readImage(input: Input, chunk: Chunk): Image | undefined {
  if (chunk.type === 'VP8 ') return readVp8(input, chunk)
  if (chunk.type === 'VP8L') return readVp8l(input, chunk)
  return undefined
}

/**
 * The frame header of RFC 6386, 9.1: a key frame that is shown, its start code, and 14 bits for each side.
 */
function readVp8(input: Input, { at, size }: Chunk): Image {
  if (size < 10) throw new Failure('corrupt', 'WebP: the VP8 chunk is too short')
  const tag = input.u8(at)
  if ((tag & 0x01) !== 0 || (tag & 0x10) === 0)
    throw new Failure('corrupt', 'WebP: the image is not a key frame')
  if (input.text(at + 3, 3) !== '\x9d\x01\x2a')
    throw new Failure('corrupt', 'WebP: the VP8 start code is missing')
  const width = input.u16le(at + 6) & 0x3fff
  const height = input.u16le(at + 8) & 0x3fff
  if (width === 0 || height === 0) throw new Failure('corrupt', 'WebP: the width or height is 0')
  return { width, height, alpha: false }
}

/** The header of RFC 9649, 3.4: 14 bits for each side less one, the alpha hint, and version 0. */
function readVp8l(input: Input, { at, size }: Chunk): Image {
  if (size < 5) throw new Failure('corrupt', 'WebP: the VP8L chunk is too short')
  const bits = input.u32le(at + 1)
  if (input.u8(at) !== 0x2f || bits >>> 29 !== 0)
    throw new Failure('corrupt', 'WebP: the VP8L header is not valid')
  return {
    width: (bits & 0x3fff) + 1,
    height: ((bits >>> 14) & 0x3fff) + 1,
    alpha: ((bits >>> 28) & 1) === 1,
  }
}

/** The chunks from `from` to the end that RIFF announces, or to where the file is cut. */
function* chunks(input: Input, from: number): Generator<Chunk> {
  const end = 8 + input.u32le(4)
  let others = 0
  for (let at = from; at + 8 <= end && input.reaches(at + 8); ) {
    const chunk = readChunk(input, at)
    // Frames are what an animation consists of; they are as many as the file's length allows.
    if (chunk.type !== 'ANMF' && ++others > MAX_PARTS)
      throw new Failure('corrupt', 'WebP: there are too many chunks')
    yield chunk
    at = next(chunk)
  }
}

function readChunk(input: Input, at: number): Chunk {
  return { type: input.text(at, 4), at: at + 8, size: input.u32le(at + 4) }
}

/** Payloads are padded to an even length (RFC 9649, 2.3). */
const next = ({ at, size }: Chunk) => at + size + (size % 2)

export const webp: Format = {
  matches: (bytes) => hasText(bytes, 0, 'RIFF') && hasText(bytes, 8, 'WEBP'),
  read,
}
