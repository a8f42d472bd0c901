import { ascii, le24, le32 } from '../../bytes/bytes.ts'
import type { Size } from '../../picture/size.ts'
import { CHUNK_HEAD, FIRST_CHUNK, FLAGS } from './chunks.ts'

/** Length of the payload of a VP8X chunk (RFC 9649, 2.7). */
const VP8X = 10

/** Maximum number of bytes that a still WebP has in addition to the payloads of its chunks. */
export const STILL_OVERHEAD: number = FIRST_CHUNK + 3 * CHUNK_HEAD + VP8X + 2

const padded = (length: number) => length + (length % 2)

/**
 * Returns the length in bytes of a still WebP.
 * @param length length of the payload of its picture
 * @param alpha length of the payload of its ALPH chunk; `undefined` if it has none
 */
export function stillLength(length: number, alpha?: number): number {
  const extra = alpha === undefined ? 0 : 2 * CHUNK_HEAD + VP8X + padded(alpha)
  return FIRST_CHUNK + extra + CHUNK_HEAD + padded(length)
}

/** A still WebP in which one payload is missing. */
export interface StillFile {
  readonly file: Uint8Array<ArrayBuffer>
  /** Offset of the missing payload. */
  readonly at: number
}

/**
 * Returns a still WebP (RFC 9649, 2.5 to 2.7) with room for the payload of its picture.
 * @param type type of the picture's chunk
 * @param length length of the payload in bytes
 * @param alpha payload of the ALPH chunk
 */
export function stillFile(size: Size, type: 'VP8 ' | 'VP8L', length: number, alpha?: Uint8Array): StillFile {
  const file = new Uint8Array(stillLength(length, alpha?.length))
  file.set(ascii('RIFF'))
  file.set(le32(file.length - CHUNK_HEAD), 4)
  file.set(ascii('WEBP'), 8)
  let at = FIRST_CHUNK

  /** Writes the head of a chunk, and returns the offset of its payload. */
  function begin(name: string, bytes: number): number {
    file.set(ascii(name), at)
    file.set(le32(bytes), at + 4)
    const payload = at + CHUNK_HEAD
    at = payload + padded(bytes)
    return payload
  }

  if (alpha) {
    const extended = begin('VP8X', VP8X)
    file.set(le32(FLAGS.alpha), extended)
    file.set(le24(size.width - 1), extended + 4)
    file.set(le24(size.height - 1), extended + 7)
    file.set(alpha, begin('ALPH', alpha.length))
  }
  return { file, at: begin(type, length) }
}
