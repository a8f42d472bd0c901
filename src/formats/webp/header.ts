import type { ByteReader } from '../../bytes/reader.ts'
import { Failure } from '../../errors.ts'
import { readOrientation } from '../../metadata/orientation.ts'
import type { Header, Orientation } from '../../picture/header.ts'
import { iccColor, MAX_PROFILE } from '../icc.ts'
import { CHUNK_HEAD, type Chunk, chunks, FIRST_CHUNK, next, readChunk, readVp8x } from './chunks.ts'
import { findFrame } from './frame.ts'
import { type Image, readImage } from './image.ts'

const STILL = { format: 'webp', depth: 8, components: 3, progressive: false } as const

export function readWebpHeader(input: ByteReader): Header {
  const first = readChunk(input, FIRST_CHUNK)
  if (first.type === 'VP8X') return readExtended(input, first)
  const image = readImage(input, first)
  if (!image) throw new Failure('corrupt', 'WebP: the first chunk is not an image')
  return { ...STILL, ...image, orientation: 1, icc: false, frames: 1 }
}

/** The extended format (RFC 9649, 2.7). EXIF comes after the pixels: a file that announces it is read up to there. */
function readExtended(input: ByteReader, vp8x: Chunk): Header {
  const { icc, alpha, exif, animated, width, height } = readVp8x(input, vp8x)
  const color = icc ? iccColor(readProfile(input, next(vp8x))) : undefined
  const frame = animated ? findFrame(input, vp8x, { width, height }) : undefined
  const header = { ...STILL, width, height, alpha: alpha || frame?.alpha === true, icc, color }
  if (animated && !exif && !input.complete) return { ...header, orientation: 1, frames: undefined }

  let image: Image | undefined
  let alphaChunk = false
  let orientation: Orientation | undefined
  let frames = 0
  for (const chunk of chunks(input, next(vp8x))) {
    if (chunk.type === 'ANMF') frames++
    else if (chunk.type === 'ALPH') alphaChunk = true
    else if (chunk.type === 'EXIF') orientation ??= readExif(input, chunk)
    else if (!animated) image ??= readImage(input, chunk)
    const found = animated ? !input.complete : image !== undefined
    if (found && (orientation || !exif)) break
  }
  if (!animated && !image) throw new Failure('corrupt', 'WebP: there is no image')
  if (image && (image.width !== width || image.height !== height)) {
    throw new Failure('corrupt', 'WebP: the image and its canvas differ in size')
  }
  return {
    ...header,
    alpha: header.alpha || alphaChunk || image?.alpha === true,
    orientation: exif ? (orientation ?? 1) : 1,
    frames: animated ? (input.complete ? frames : undefined) : 1,
  }
}

/** The profile, which must follow VP8X (RFC 9649, 2.7). */
function readProfile(input: ByteReader, from: number): ByteReader[] {
  if (!input.reaches(from + CHUNK_HEAD)) return []
  const { type, at, size } = readChunk(input, from)
  const kept = type === 'ICCP' && size <= MAX_PROFILE && input.reaches(at + size)
  return kept ? [input.block(at, size)] : []
}

/** A file that is cut within its EXIF is shown as stored. */
function readExif(input: ByteReader, { at, size }: Chunk): Orientation {
  return input.reaches(at + size) ? readOrientation(input.block(at, size)) : 1
}
