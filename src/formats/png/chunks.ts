import { crc32 } from 'node:zlib'
import { Failure } from '../../errors.ts'
import { type Cursor, cursor } from './cursor.ts'

/** What a PNG has to say before its pixels, and its pixels' data. */
export interface PngFile {
  /** Body of IHDR, 13 bytes (PNG 11.2.1). */
  readonly ihdr: Uint8Array
  /** Body of PLTE: 1 to 256 colours of three bytes (11.2.2). */
  readonly plte: Uint8Array | undefined
  /** Body of tRNS, at most 256 bytes (11.3.1.1); whether it suits the image is the reader's matter. */
  readonly trns: Uint8Array | undefined
  /**
   * The zlib stream in the IDAT chunks (10.1), in pieces as they come; each is good until the next one is asked for.
   * Ends at the first other chunk: what stands behind the pixels, IEND included, is not read, and may be missing. Ends
   * as well where the file does, within a chunk or its checksum: only the reader knows whether the pixels are complete.
   */
  readonly data: AsyncIterable<Uint8Array>
  /** Whether `data` has ended within a chunk. */
  isCut(): boolean
  /** Lets go of the file, of which `data` has not been asked for. */
  close(): Promise<void>
}

const SIGNATURE = '\x89PNG\r\n\x1a\n'
/** PNG 5.3. */
const MAX_LENGTH = 0x7fffffff
/** Chunks so short could keep a decoder busy without telling it anything; real files have a few dozen. */
const SHORT = 1024
const MAX_SHORT_CHUNKS = 10_000
const MAX_PALETTE = 768
const MAX_TRANSPARENCY = 256

interface Chunk {
  readonly type: string
  readonly length: number
  /** Checksum of what has been read of it so far: its name. */
  readonly crc: number
}

/**
 * Reads a PNG up to its pixels, without keeping anything that is not wanted, and gives their data as it arrives. All
 * that makes up the picture is held against its checksum (PNG 5.3): critical chunks and tRNS.
 *
 * A file is let go of where it fails, and when `data` ends or is left. `data` throws `Failure` corrupt where the checksum
 * of a chunk is wrong, after the pieces that came before.
 *
 * @throws Failure corrupt: not a PNG, or not one whose pixels can be found
 * @throws Failure unsupported: a critical chunk that is not known (PNG 5.4)
 * @example
 * const { ihdr, data } = await openPng(input.chunks())
 * for await (const piece of inflate(data)) unfilter(piece)
 */
export async function openPng(pieces: AsyncIterable<Uint8Array>): Promise<PngFile> {
  const input = cursor(pieces)
  const next = chunkReader(input)
  try {
    if (latin1(await input.read(SIGNATURE.length)) !== SIGNATURE) throw corrupt('this is not a PNG')
    return await readPreamble(input, next)
  } catch (error) {
    await input.close()
    throw error
  }
}

type NextChunk = () => Promise<Chunk | undefined>

/** Reads the heads of chunks; none where the file ends. */
function chunkReader(input: Cursor): NextChunk {
  let short = 0
  return async () => {
    const head = await input.read(8)
    if (head.length < 8) return undefined
    const length = uint32(head, 0)
    const name = head.subarray(4)
    const type = latin1(name)
    if (length > MAX_LENGTH) throw corrupt('the length of a chunk is not valid')
    if (!/^[A-Za-z]{4}$/.test(type)) throw corrupt('there is something that is not a chunk')
    if (length < SHORT && ++short > MAX_SHORT_CHUNKS) throw corrupt('there are too many chunks')
    return { type, length, crc: crc32(name) }
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
        if (isCritical(chunk)) throw new Failure('unsupported', `PNG: the chunk ${chunk.type} is not known`)
        await skipBody(input, chunk)
    }
  }
}

function imageData(input: Cursor, first: Chunk, next: NextChunk): Pick<PngFile, 'data' | 'isCut'> {
  let isCut = false

  async function* data(): AsyncGenerator<Uint8Array, void> {
    try {
      for (let chunk: Chunk | undefined = first; chunk?.type === 'IDAT'; chunk = await next()) {
        let { crc } = chunk
        isCut = true
        for (let left = chunk.length; left > 0; ) {
          const piece = await input.some(left)
          if (piece.length === 0) return
          left -= piece.length
          crc = crc32(piece, crc)
          yield piece
        }
        const written = await input.read(4)
        if (written.length < 4) return
        isCut = false
        assertChecksum(written, chunk.type, crc)
      }
    } finally {
      await input.close()
    }
  }

  return { data: data(), isCut: () => isCut }
}

async function readBody(input: Cursor, { type, length, crc }: Chunk): Promise<Uint8Array> {
  const body = await input.read(length)
  const written = await input.read(4)
  if (written.length < 4) throw cut()
  assertChecksum(written, type, crc32(body, crc))
  return body
}

async function skipBody(input: Cursor, { length }: Chunk): Promise<void> {
  for (let left = length + 4; left > 0; ) {
    const piece = await input.some(left)
    if (piece.length === 0) throw cut()
    left -= piece.length
  }
}

function assertChecksum(written: Uint8Array, type: string, crc: number): void {
  if (uint32(written, 0) !== crc) throw corrupt(`the checksum of ${type} is wrong`)
}

/** PNG 5.4: the first letter is a capital. */
function isCritical({ type }: Chunk): boolean {
  return type < 'a'
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}

function uint32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at)
}

function corrupt(what: string): Failure {
  return new Failure('corrupt', `PNG: ${what}`)
}

/** What is refused of a file that ends too early. */
export function cut(): Failure {
  return corrupt('the file ends before the image does')
}
