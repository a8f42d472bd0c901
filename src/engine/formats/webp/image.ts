import { Failure } from '../../../errors.ts'
import type { ByteReader } from '../../bytes/reader.ts'
import { SAMPLING_420 } from '../../picture/sampling.ts'
import type { Size } from '../../picture/size.ts'
import type { Chunk } from './chunks.ts'
import { LAYOUT_BYTES, readVp8Layout } from './vp8-header.ts'
import type { WebpImage } from './webp-image.ts'

/** The image in a VP8 or VP8L chunk, with its alpha. */
export interface StoredImage extends Size {
  readonly alpha: boolean
  readonly stored: Omit<WebpImage, 'frame' | 'extended'>
}

/**
 * Returns `sampling` for an image that is decoded to planes. A lossless image becomes RGBA instead,
 * and so does an image that has alpha or does not fill its canvas. VP8 is always 4:2:0 (RFC 6386,
 * 2).
 */
export const planesOf = ({ lossless, alpha, frame }: Omit<WebpImage, 'extended'>) =>
  lossless || alpha || frame ? {} : { sampling: SAMPLING_420 }

/**
 * Reads the image header at the start of a chunk's payload. Returns `undefined` for chunks that
 * contain no image.
 * @param alpha the ALPH chunk before the image; only VP8 uses it
 * @param end offset that the chunk's payload must not exceed
 */
export function readImage(
  input: ByteReader,
  chunk: Chunk,
  alpha: Chunk | undefined,
  end: number,
): StoredImage | undefined {
  if (chunk.type !== 'VP8 ' && chunk.type !== 'VP8L') return undefined
  const image = chunk.type === 'VP8L' ? readVp8l(input, chunk) : readVp8(input, chunk, alpha)
  if (chunk.at + chunk.length > end)
    throw new Failure('corrupt', 'WebP: the image is longer than its file; upload the file again')
  return image
}

const extentOf = ({ at, length }: Chunk) => ({ at, length })

/**
 * Reads a VP8 frame header (RFC 6386, 9.1). The frame must be a key frame that is shown, with a
 * start code. The width and the height have 14 bits each.
 */
function readVp8(input: ByteReader, chunk: Chunk, alpha: Chunk | undefined): StoredImage {
  const { at, length } = chunk
  if (length < 10) throw new Failure('corrupt', 'WebP: the VP8 chunk is too short')
  const tag = input.u8(at)
  if ((tag & 0x01) !== 0 || (tag & 0x10) === 0)
    throw new Failure('corrupt', 'WebP: the image is not a key frame')
  if (input.text(at + 3, 3) !== '\x9d\x01\x2a')
    throw new Failure('corrupt', 'WebP: the VP8 start code is missing')
  const width = input.u16le(at + 6) & 0x3fff
  const height = input.u16le(at + 8) & 0x3fff
  if (width === 0 || height === 0) throw new Failure('corrupt', 'WebP: the width or height is 0')
  const known = Math.min(length, LAYOUT_BYTES)
  const layout = input.reaches(at + known) ? readVp8Layout(input.bytes(at, known)) : undefined
  const pixels = extentOf(chunk)
  const stored = { lossless: false, pixels, layout, alpha: alpha && readAlpha(input, alpha) }
  return { width, height, alpha: alpha !== undefined, stored }
}

/**
 * Reads an ALPH header. Its lowest two bits are 0 if the alpha is not compressed (RFC 9649,
 * 2.7.1.2).
 */
function readAlpha(input: ByteReader, chunk: Chunk): WebpImage['alpha'] {
  return { ...extentOf(chunk), compressed: chunk.length > 0 && (input.u8(chunk.at) & 3) !== 0 }
}

/**
 * Reads a VP8L header (RFC 9649, 3.4): width minus one and height minus one in 14 bits each, the
 * alpha hint, and the version, which must be 0.
 */
function readVp8l(input: ByteReader, chunk: Chunk): StoredImage {
  const { at, length } = chunk
  if (length < 5) throw new Failure('corrupt', 'WebP: the VP8L chunk is too short')
  const bits = input.u32le(at + 1)
  if (input.u8(at) !== 0x2f || bits >>> 29 !== 0)
    throw new Failure('corrupt', 'WebP: the VP8L header is not valid')
  return {
    width: (bits & 0x3fff) + 1,
    height: ((bits >>> 14) & 0x3fff) + 1,
    alpha: ((bits >>> 28) & 1) === 1,
    stored: { lossless: true, pixels: extentOf(chunk) },
  }
}
