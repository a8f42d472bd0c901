import type { ByteReader } from '../../bytes/reader.ts'
import { Failure } from '../../errors.ts'
import type { Header } from '../../picture/header.ts'
import type { Chunk } from './chunks.ts'

export type Image = Pick<Header, 'width' | 'height' | 'alpha'>

/** Reads the header of an image's chunk; `undefined` for other chunks. */
export function readImage(input: ByteReader, chunk: Chunk): Image | undefined {
  if (chunk.type === 'VP8 ') return readVp8(input, chunk)
  if (chunk.type === 'VP8L') return readVp8l(input, chunk)
  return undefined
}

/**
 * The frame header of RFC 6386, 9.1: a key frame that is shown, its start code, and 14 bits for each side.
 */
function readVp8(input: ByteReader, { at, size }: Chunk): Image {
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
function readVp8l(input: ByteReader, { at, size }: Chunk): Image {
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
