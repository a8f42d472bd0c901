import { Failure } from '../../../errors.ts'
import { ascii, le32 } from '../../bytes/bytes.ts'
import { join } from '../../bytes/join.ts'
import { type ByteReader, MAX_PARTS } from '../../bytes/reader.ts'

/** Offset of the first chunk. `RIFF`, the file's length and `WEBP` precede it. */
export const FIRST_CHUNK = 12

/**
 * Length in bytes of a chunk's type and length field, which precede its payload (RFC 9649, 2.3).
 */
export const CHUNK_HEAD = 8

/** Flags in the VP8X chunk (2.7.1). */
export const FLAGS = { icc: 0x20, alpha: 0x10, exif: 0x08, xmp: 0x04, animation: 0x02 } as const

/** Type and position of a chunk in a file. */
export interface Chunk {
  readonly type: string
  /** Payload offset. */
  readonly at: number
  readonly length: number
}

/** Reads the extended format's canvas and flags (RFC 9649, 2.7). */
export function readVp8x(input: ByteReader, chunk: Chunk) {
  if (chunk.length < 10) throw new Failure('corrupt', 'WebP: the VP8X chunk is too short')
  const flags = input.u8(chunk.at)
  const width = input.u24le(chunk.at + 4) + 1
  const height = input.u24le(chunk.at + 7) + 1
  if (width * height > 0xffffffff)
    throw new Failure('corrupt', 'WebP: the canvas is larger than the format allows')
  return {
    icc: (flags & FLAGS.icc) !== 0,
    alpha: (flags & FLAGS.alpha) !== 0,
    exif: (flags & FLAGS.exif) !== 0,
    animated: (flags & FLAGS.animation) !== 0,
    width,
    height,
  }
}

/** Returns the offset at which the file ends according to the RIFF header. */
export const endOf = (input: ByteReader): number => CHUNK_HEAD + input.u32le(4)

/**
 * Yields the chunks from `from` to `end`, or until the file is cut. The last chunk's payload may be
 * missing.
 * @param end offset at which the chunks end; by default the end that RIFF announces
 * @throws Failure corrupt: there are too many chunks, not counting frames
 */
export function* chunks(input: ByteReader, from = FIRST_CHUNK, end = endOf(input)): Generator<Chunk> {
  let others = 0
  for (let at = from; at + CHUNK_HEAD <= end && input.reaches(at + CHUNK_HEAD); ) {
    const chunk = readChunk(input, at)
    if (chunk.type !== 'ANMF' && ++others > MAX_PARTS)
      throw new Failure('corrupt', 'WebP: there are too many chunks')
    yield chunk
    at = next(chunk)
  }
}

/** Reads a chunk's type and length at an offset. */
export function readChunk(input: ByteReader, at: number): Chunk {
  return { type: input.text(at, 4), at: at + CHUNK_HEAD, length: input.u32le(at + 4) }
}

/** Returns the offset after a chunk. Payloads are padded to an even length (RFC 9649, 2.3). */
export const next = ({ at, length }: Chunk) => at + length + (length % 2)

/** Returns a chunk's pieces, with its padding. The payload is not copied. */
export const chunkPieces = (type: string, payload: Uint8Array): readonly Uint8Array[] => [
  ascii(type),
  le32(payload.length),
  payload,
  new Uint8Array(payload.length % 2),
]

/** Returns a chunk's bytes, with its padding. */
export const writeChunk = (type: string, payload: Uint8Array): Uint8Array => join(chunkPieces(type, payload))
