import { crc32 } from 'node:zlib'
import { Failure } from '../../../errors.ts'
import { fourCharacters, hasText, u32be } from '../../bytes/bytes.ts'
import { type Cursor, cursor } from '../../bytes/cursor.ts'
import { CHUNK_CHECKSUM, CHUNK_HEAD, type Chunk, checkChunk, SIGNATURE } from './chunks.ts'

/** The chunks before a PNG's pixels, and the compressed pixels. */
export interface PngFile {
  /** IHDR content, 13 bytes (PNG 11.2.1). */
  readonly ihdr: Uint8Array
  /** PLTE content: 1 to 256 colors with three bytes each (11.2.2). */
  readonly plte: Uint8Array | undefined
  /** tRNS content, at most 256 bytes (11.3.1.1). It is not checked against the color type. */
  readonly trns: Uint8Array | undefined
  /**
   * The zlib stream in the IDAT chunks (10.1), as pieces that are valid until the next one is
   * requested. It ends at the first chunk with another type. Chunks after the pixels are not read
   * and may be missing, including IEND. The stream also ends where the file is cut, within a chunk
   * or its checksum. `readPng` checks that the pixels are complete.
   */
  readonly data: AsyncIterable<Uint8Array>
  /** Returns `true` if `data` has ended within a chunk. */
  isCut(): boolean
  /** Closes the file. The call is needed only if `data` has not been requested. */
  close(): Promise<void>
}

/**
 * Length in bytes below which a chunk counts as short. The number of short chunks is limited,
 * because they keep a decoder busy. Real files have a few dozen.
 */
const SHORT_CHUNK_BYTES = 1024
const MAX_SHORT_CHUNKS = 10_000
const MAX_PALETTE = 768
const MAX_TRANSPARENCY = 256

type StreamedChunk = Pick<Chunk, 'type' | 'length'> & { readonly crc: number }

/**
 * Reads a PNG up to its pixels, and streams the compressed pixels. Checksums are verified for
 * critical chunks and for tRNS (PNG 5.3).
 *
 * The file is closed after a failure, and when `data` ends or is abandoned. `data` throws `Failure`
 * corrupt if a chunk's checksum is wrong. It yields that chunk's content before it throws.
 *
 * @throws Failure corrupt: the file is not a PNG, or its pixels cannot be found
 * @throws Failure unsupported: a critical chunk is unknown (PNG 5.4)
 * @example
 * const { ihdr, data } = await openPng(input.chunks())
 * for await (const piece of inflate(data)) unfilter(piece)
 */
export async function openPng(pieces: AsyncIterable<Uint8Array>): Promise<PngFile> {
  const input = cursor(pieces)
  const next = chunkReader(input)
  try {
    if (!hasText(await input.read(SIGNATURE.length), 0, SIGNATURE)) throw corrupt('this is not a PNG')
    return await readPreamble(input, next)
  } catch (error) {
    await input.close()
    throw error
  }
}

type NextChunk = () => Promise<StreamedChunk | undefined>

function chunkReader(input: Cursor): NextChunk {
  let short = 0
  return async () => {
    // Call `take` first. It returns bytes that have already arrived, without a promise. This saves
    // time, because most files have many IDAT chunks with 8 KB each.
    const head = input.take(CHUNK_HEAD) ?? (await input.read(CHUNK_HEAD))
    if (head.length < CHUNK_HEAD) return undefined
    const chunk = { type: fourCharacters(head, 4), length: u32be(head, 0) }
    checkChunk(chunk)
    if (chunk.length < SHORT_CHUNK_BYTES && ++short > MAX_SHORT_CHUNKS)
      throw corrupt('there are too many chunks')
    return { ...chunk, crc: crc32(head.subarray(4)) }
  }
}

async function readPreamble(input: Cursor, next: NextChunk): Promise<PngFile> {
  const first = await next()
  if (first?.type !== 'IHDR' || first.length !== 13) throw corrupt('the first chunk is not IHDR')
  const ihdr = await readBody(input, first)
  let plte: Uint8Array | undefined
  let trns: Uint8Array | undefined
  for (let chunk = await next(); ; chunk = await next()) {
    if (chunk === undefined) throw cut()
    switch (chunk.type) {
      case 'IDAT':
        return { ihdr, plte, trns, ...imageData(input, chunk, next), close: input.close }
      case 'PLTE':
        if (plte !== undefined) throw corrupt('there are two palettes')
        if (chunk.length === 0 || chunk.length > MAX_PALETTE || chunk.length % 3 !== 0) {
          throw corrupt('the palette is not valid')
        }
        plte = await readBody(input, chunk)
        break
      case 'tRNS':
        if (trns === undefined && chunk.length <= MAX_TRANSPARENCY) trns = await readBody(input, chunk)
        else await skipBody(input, chunk)
        break
      case 'IHDR':
        throw corrupt('there are two IHDR chunks')
      case 'IEND':
        throw corrupt('there is no image data')
      default:
        if (isCritical(chunk))
          throw new Failure(
            'unsupported',
            `PNG: the critical chunk ${chunk.type} is not supported; save the image as a plain PNG`,
          )
        await skipBody(input, chunk)
    }
  }
}

function imageData(input: Cursor, first: StreamedChunk, next: NextChunk): Pick<PngFile, 'data' | 'isCut'> {
  let isCut = false

  async function* data(): AsyncGenerator<Uint8Array, void> {
    try {
      for (let chunk: StreamedChunk | undefined = first; chunk?.type === 'IDAT'; chunk = await next()) {
        let { crc } = chunk
        isCut = true
        for (let left = chunk.length; left > 0; ) {
          const piece = input.take(left) ?? (await input.some(left))
          if (piece.length === 0) return
          left -= piece.length
          crc = crc32(piece, crc)
          yield piece
        }
        const written = input.take(CHUNK_CHECKSUM) ?? (await input.read(CHUNK_CHECKSUM))
        if (written.length < CHUNK_CHECKSUM) return
        isCut = false
        assertChecksum(written, chunk.type, crc)
      }
    } finally {
      await input.close()
    }
  }

  return { data: data(), isCut: () => isCut }
}

async function readBody(input: Cursor, { type, length, crc }: StreamedChunk): Promise<Uint8Array> {
  const body = await input.read(length)
  const written = await input.read(CHUNK_CHECKSUM)
  if (written.length < CHUNK_CHECKSUM) throw cut()
  assertChecksum(written, type, crc32(body, crc))
  return body
}

async function skipBody(input: Cursor, { length }: StreamedChunk): Promise<void> {
  for (let left = length + CHUNK_CHECKSUM; left > 0; ) {
    const piece = await input.some(left)
    if (piece.length === 0) throw cut()
    left -= piece.length
  }
}

function assertChecksum(written: Uint8Array, type: string, crc: number): void {
  if (u32be(written, 0) !== crc) throw corrupt(`the checksum of ${type} is wrong`)
}

/** `true` if the first letter of the chunk's type is a capital (PNG 5.4). */
function isCritical({ type }: StreamedChunk): boolean {
  return type < 'a'
}

function corrupt(what: string): Failure {
  return new Failure('corrupt', `PNG: ${what}`)
}

/** Returns the failure for a file that ends before its image does. */
export function cut(): Failure {
  return corrupt('the file ends before the image does')
}
