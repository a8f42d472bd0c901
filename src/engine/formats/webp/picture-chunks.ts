import { openReader } from '../../bytes/reader.ts'
import { CHUNK_HEAD, chunks, FIRST_CHUNK, next } from './chunks.ts'

/** Types of the chunks that contain a picture's pixels. */
const PICTURE = ['ALPH', 'VP8 ', 'VP8L']

/**
 * Offset in a VP8L chunk of the byte with the alpha bit, which follows the signature, the width and
 * the height (RFC 9649, 3.4).
 */
const ALPHA_AT = CHUNK_HEAD + 4
const ALPHA_BIT = 0x10

/** Returns the chunks that contain a still WebP's pixels, without the rest of the file. */
export function pictureChunks(file: Uint8Array): Uint8Array {
  let start = 0
  let end = 0
  for (const chunk of chunks(openReader(file, true), FIRST_CHUNK)) {
    if (!PICTURE.includes(chunk.type)) continue
    if (end === 0) start = chunk.at - CHUNK_HEAD
    end = next(chunk)
  }
  return file.subarray(start, end)
}

/** `true` if a still WebP's picture may be transparent. */
export function isTransparent(file: Uint8Array): boolean {
  const picture = pictureChunks(file)
  const type = String.fromCharCode(...picture.subarray(0, 4))
  return type === 'ALPH' || (type === 'VP8L' && ((picture[ALPHA_AT] ?? 0) & ALPHA_BIT) !== 0)
}
