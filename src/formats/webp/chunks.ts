import { type ByteReader, MAX_PARTS } from '../../bytes/reader.ts'
import { Failure } from '../../errors.ts'

/** Where the first chunk stands, after `RIFF`, the file's length and `WEBP`. */
export const FIRST_CHUNK = 12

export interface Chunk {
  readonly type: string
  /** Offset of the payload. */
  readonly at: number
  readonly size: number
}

/** The extended format's canvas and flags (RFC 9649, 2.7). */
export function readVp8x(input: ByteReader, chunk: Chunk) {
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

/** The chunks from `from` to `end`, if it is not that which RIFF announces, or to where the file is cut. */
export function* chunks(input: ByteReader, from: number, end = 8 + input.u32le(4)): Generator<Chunk> {
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

export function readChunk(input: ByteReader, at: number): Chunk {
  return { type: input.text(at, 4), at: at + 8, size: input.u32le(at + 4) }
}

/** Payloads are padded to an even length (RFC 9649, 2.3). */
export const next = ({ at, size }: Chunk) => at + size + (size % 2)
