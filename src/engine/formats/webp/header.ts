import { Failure } from '../../../errors.ts'
import type { ByteReader } from '../../bytes/reader.ts'
import { readOrientation } from '../../metadata/orientation.ts'
import type { Orientation } from '../../picture/header.ts'
import { iccColor, MAX_PROFILE } from '../icc.ts'
import { CHUNK_HEAD, type Chunk, chunks, endOf, FIRST_CHUNK, next, readChunk, readVp8x } from './chunks.ts'
import { findFrame } from './frame.ts'
import { planesOf, readImage, type StoredImage } from './image.ts'
import type { WebpHeader } from './webp-image.ts'

const STILL = { format: 'webp', depth: 8, components: 3, progressive: false } as const

export function readWebpHeader(input: ByteReader): WebpHeader<'webp'> {
  const first = readChunk(input, FIRST_CHUNK)
  if (first.type === 'VP8X') return readExtended(input, first)
  const image = readImage(input, first, undefined, endOf(input))
  if (!image) throw new Failure('corrupt', 'WebP: the first chunk is not an image')
  const { stored, ...picture } = image
  return {
    ...STILL,
    ...picture,
    orientation: 1,
    icc: false,
    frames: 1,
    ...planesOf(stored),
    webp: { ...stored, extended: false },
  }
}

/**
 * Reads the header of a file in the extended format (RFC 9649, 2.7). EXIF follows the pixels, so a
 * file that announces EXIF is read up to its EXIF.
 */
function readExtended(input: ByteReader, vp8x: Chunk): WebpHeader<'webp'> {
  const { icc, alpha, exif, animated, width, height } = readVp8x(input, vp8x)
  const color = icc ? iccColor(readProfile(input, next(vp8x))) : undefined
  const shown = { ...STILL, width, height, icc, color }
  if (!animated) return { ...shown, frames: 1, ...readStill(input, vp8x, exif, { width, height }) }

  const frame = findFrame(input, vp8x, { width, height })
  return {
    ...shown,
    alpha: alpha || frame.alpha,
    ...planesOf(frame.stored),
    webp: { ...frame.stored, extended: true },
    ...readFrames(input, vp8x, exif),
  }
}

type Still = Pick<WebpHeader, 'alpha' | 'orientation' | 'sampling' | 'webp'>

/**
 * Reads a still image's header. The first image counts, with the first ALPH chunk before it. The
 * VP8X alpha flag is ignored.
 */
function readStill(
  input: ByteReader,
  vp8x: Chunk,
  exif: boolean,
  canvas: Pick<WebpHeader, 'width' | 'height'>,
): Still {
  let alpha: Chunk | undefined
  let image: StoredImage | undefined
  let orientation: Orientation | undefined
  for (const chunk of chunks(input, next(vp8x))) {
    if (chunk.type === 'EXIF') orientation ??= readExif(input, chunk)
    else if (chunk.type === 'ALPH') alpha ??= chunk
    else image ??= readImage(input, chunk, alpha, endOf(input))
    if (image && (orientation || !exif)) break
  }
  if (!image) throw new Failure('corrupt', 'WebP: there is no image')
  if (image.width !== canvas.width || image.height !== canvas.height)
    throw new Failure('corrupt', 'WebP: the image and its canvas differ in size')
  const { stored } = image
  return {
    alpha: image.alpha,
    orientation: exif ? (orientation ?? 1) : 1,
    ...planesOf(stored),
    webp: { ...stored, extended: true },
  }
}

/**
 * Reads an animation's orientation and frame count. The frame count is known only if the whole file
 * is available.
 */
function readFrames(
  input: ByteReader,
  vp8x: Chunk,
  exif: boolean,
): Pick<WebpHeader, 'orientation' | 'frames'> {
  if (!exif && !input.complete) return { orientation: 1, frames: undefined }
  let orientation: Orientation | undefined
  let frames = 0
  for (const chunk of chunks(input, next(vp8x))) {
    if (chunk.type === 'ANMF') frames++
    else if (chunk.type === 'EXIF') orientation ??= readExif(input, chunk)
    if (!input.complete && (orientation || !exif)) break
  }
  return { orientation: exif ? (orientation ?? 1) : 1, frames: input.complete ? frames : undefined }
}

/**
 * Returns the ICC profile, which must directly follow the VP8X chunk (RFC 9649, 2.7); an empty list
 * if there is no profile.
 */
function readProfile(input: ByteReader, from: number): ByteReader[] {
  if (!input.reaches(from + CHUNK_HEAD)) return []
  const { type, at, length } = readChunk(input, from)
  const kept = type === 'ICCP' && length <= MAX_PROFILE && input.reaches(at + length)
  return kept ? [input.block(at, length)] : []
}

/** Returns the orientation in an EXIF chunk; 1 if the file is cut within the chunk. */
function readExif(input: ByteReader, { at, length }: Chunk): Orientation {
  return input.reaches(at + length) ? readOrientation(input.block(at, length)) : 1
}
