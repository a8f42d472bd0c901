import { crc32 } from 'node:zlib'
import { Failure } from '../../../errors.ts'
import { ascii, be32 } from '../../bytes/bytes.ts'
import { type ByteReader, MAX_PARTS } from '../../bytes/reader.ts'

/** The first bytes in every PNG (PNG 5.2), as Latin-1 characters. */
export const SIGNATURE = '\x89PNG\r\n\x1a\n'

/** Offsets of IHDR, which is always the first chunk, and of the chunk after it (5.6, 11.2.1). */
export const FIRST_CHUNK = SIGNATURE.length
export const SECOND_CHUNK = FIRST_CHUNK + 25

/** Maximum for lengths, widths and heights in a PNG. They have 31 bits (5.3, 11.2.1). */
export const MAX_INT = 0x7fffffff

/** Color types (11.2.1). */
export const GRAY = 0
export const RGB = 2
export const PALETTE = 3
export const GRAY_ALPHA = 4
export const RGBA = 6

/**
 * Length in bytes of a chunk's length and type, which precede its data, and length of the checksum
 * after the data (5.3).
 */
export const CHUNK_HEAD = 8
export const CHUNK_CHECKSUM = 4

/** Type and position of a chunk in a file. */
export interface Chunk {
  readonly type: string
  /** Data offset. */
  readonly at: number
  readonly length: number
}

/** Reads a chunk's length and type at an offset. */
export function readChunk(input: ByteReader, at: number): Chunk {
  return { type: input.text(at + 4, 4), at: at + CHUNK_HEAD, length: input.u32be(at) }
}

/**
 * Checks a chunk's length and type (5.3).
 * @throws Failure corrupt: no chunk can begin with these bytes, so the file is damaged before them
 */
export function checkChunk({ type, length }: Pick<Chunk, 'type' | 'length'>): void {
  if (length > MAX_INT) throw new Failure('corrupt', 'PNG: the length of a chunk is not valid')
  if (!/^[A-Za-z]{4}$/.test(type)) throw new Failure('corrupt', 'PNG: the type of a chunk is not valid')
}

/**
 * Yields a file's chunks until the file ends, without checking them. The last chunk's data may be
 * missing.
 * @throws Failure corrupt: there are too many chunks, not counting IDAT
 */
export function* chunks(input: ByteReader): Generator<Chunk> {
  let others = 0
  for (let at = FIRST_CHUNK; input.reaches(at + CHUNK_HEAD); ) {
    const chunk = readChunk(input, at)
    if (chunk.type !== 'IDAT' && ++others > MAX_PARTS)
      throw new Failure('corrupt', 'PNG: there are too many chunks')
    yield chunk
    at = chunk.at + chunk.length + CHUNK_CHECKSUM
  }
}

/** Returns a chunk's parts, to be joined: length, type, data, and a checksum over type and data. */
export function writeChunk(type: string, data: Uint8Array): Uint8Array[] {
  const name = ascii(type)
  return [be32(data.length), name, data, be32(crc32(data, crc32(name)))]
}
