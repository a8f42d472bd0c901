import { ascii, le24, le32 } from '../../bytes/bytes.ts'
import type { Size } from '../../picture/size.ts'
import { CHUNK_HEAD, FIRST_CHUNK, FLAGS } from './chunks.ts'

/** VP8X payload length in bytes (RFC 9649, 2.7). */
const VP8X = 10

/** Maximum bytes that a still WebP has in addition to its chunks' payloads. */
export const STILL_OVERHEAD: number = FIRST_CHUNK + 3 * CHUNK_HEAD + VP8X + 2

const padded = (length: number) => length + (length % 2)

/**
 * Returns a still WebP's length in bytes.
 * @param length length in bytes of the picture's payload
 * @param alpha length in bytes of the ALPH payload; `undefined` if there is none
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
 * Returns a still WebP (RFC 9649, 2.5 to 2.7) with room for its picture's payload.
 * @param type type of the picture's chunk
 * @param length payload length in bytes
 * @param alpha ALPH payload
 */
export function stillFile(size: Size, type: 'VP8 ' | 'VP8L', length: number, alpha?: Uint8Array): StillFile {
  const file = new Uint8Array(stillLength(length, alpha?.length))
  file.set(ascii('RIFF'))
  file.set(le32(file.length - CHUNK_HEAD), 4)
  file.set(ascii('WEBP'), 8)
  let at = FIRST_CHUNK

  /** Writes a chunk's head, and returns the payload's offset. */
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
