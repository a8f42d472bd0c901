import { crc32 } from 'node:zlib'
import { Failure } from '../../../errors.ts'
import { ascii, be32 } from '../../bytes/bytes.ts'
import { type ByteReader, MAX_PARTS } from '../../bytes/reader.ts'

/** The first bytes of every PNG (PNG 5.2), as characters of Latin-1. */
export const SIGNATURE = '\x89PNG\r\n\x1a\n'

/** Offset of IHDR, which comes first, and of the chunk after it (5.6, 11.2.1). */
export const FIRST_CHUNK = SIGNATURE.length
export const SECOND_CHUNK = FIRST_CHUNK + 25

/** Lengths, widths and heights are 31-bit numbers (5.3, 11.2.1). */
export const MAX_INT = 0x7fffffff

/** Colour types that readers treat apart (11.2.1). */
export const GRAY = 0
export const RGB = 2
export const PALETTE = 3

/** Bytes of a chunk's length and type, before its data, and of the checksum after it (5.3). */
export const CHUNK_HEAD = 8
export const CHUNK_CHECKSUM = 4

export interface Chunk {
  readonly type: string
  /** Offset of the data. */
  readonly at: number
  readonly size: number
}

export function readChunk(input: ByteReader, at: number): Chunk {
  return { type: input.text(at + 4, 4), at: at + CHUNK_HEAD, size: input.u32be(at) }
}

/** Throws `Failure` corrupt where the head is none of a chunk (5.3): the file is damaged before it. */
export function checkChunk({ type, size }: Chunk): void {
  if (size > MAX_INT) throw new Failure('corrupt', 'PNG: the length of a chunk is not valid')
  if (!/^[A-Za-z]{4}$/.test(type)) throw new Failure('corrupt', 'PNG: the type of a chunk is not valid')
}

/**
 * The chunks of a file, unchecked, up to where it is cut: the data of the last one may be missing.
 * @throws Failure corrupt: there are too many, not counting those of the image data
 */
export function* chunks(input: ByteReader): Generator<Chunk> {
  let others = 0
  for (let at = FIRST_CHUNK; input.reaches(at + CHUNK_HEAD); ) {
    const chunk = readChunk(input, at)
    if (chunk.type !== 'IDAT' && ++others > MAX_PARTS)
      throw new Failure('corrupt', 'PNG: there are too many chunks')
    yield chunk
    at = chunk.at + chunk.size + CHUNK_CHECKSUM
  }
}

/** The pieces of a chunk: length and type, data, and the checksum of type and data. */
export function writeChunk(type: string, data: Uint8Array): Uint8Array[] {
  const name = ascii(type)
  return [be32(data.length), name, data, be32(crc32(data, crc32(name)))]
}
