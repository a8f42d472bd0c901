import { Failure } from '../../../errors.ts'
import { openReader } from '../../bytes/reader.ts'
import type { Box, Size } from '../../picture/size.ts'
import type { PartCounter } from '../part-counter.ts'
import type { ChunkReader } from './chunk-reader.ts'
import { CHUNK_HEAD, type Chunk, FIRST_CHUNK, next, readChunk } from './chunks.ts'
import { FRAME_HEADER, placeOf } from './frame.ts'

/** The chunks between two offsets, as the file arrives. @throws Failure corrupt: it ends before, or there are too many */
async function* chunksOf(
  input: ChunkReader,
  from: number,
  end: number,
  counter: PartCounter,
): AsyncGenerator<Chunk> {
  for (let at = from; at + CHUNK_HEAD <= end; ) {
    const head = openReader(await input.read({ at, length: CHUNK_HEAD }), true)
    const chunk = { ...readChunk(head, 0), at: at + CHUNK_HEAD }
    if (chunk.type === 'ANMF') counter.frame()
    else counter.part()
    yield chunk
    at = next(chunk)
  }
}

/** The chunks of a file from the first to the end that RIFF announces. */
export async function* fileChunks(input: ChunkReader, counter: PartCounter): AsyncGenerator<Chunk> {
  const riff = openReader(await input.read({ at: 0, length: FIRST_CHUNK }), true)
  yield* chunksOf(input, FIRST_CHUNK, CHUNK_HEAD + riff.u32le(4), counter)
}

/** What an ANMF chunk says of its frame (RFC 9649, 2.7.1.1). */
export interface FrameHead {
  readonly box: Box
  /** In milliseconds. */
  readonly duration: number
  /** Whether its place becomes transparent afterwards. */
  readonly isRemoved: boolean
  /** Whether it is laid over what is there rather than put in its place. */
  readonly isBlended: boolean
}

/** Reads the beginning of an ANMF chunk. @throws Failure corrupt: it is cut, or the frame exceeds its canvas */
export async function readFrameHead(
  input: ChunkReader,
  { at, size }: Chunk,
  canvas: Size,
): Promise<FrameHead> {
  if (size < FRAME_HEADER) throw new Failure('corrupt', 'WebP: a frame has no image')
  const head = openReader(await input.read({ at, length: FRAME_HEADER }), true)
  const flags = head.u8(15)
  return {
    box: placeOf(head, 0, canvas),
    duration: head.u24le(12),
    isRemoved: (flags & 1) !== 0,
    isBlended: (flags & 2) === 0,
  }
}

/** The chunk of a frame's image, and that of the alpha before it. */
export interface FrameChunks {
  readonly image: Chunk
  readonly alpha: Uint8Array | undefined
}

/**
 * Reads a frame up to its image.
 * @param most bytes that an image and its alpha may have
 * @throws Failure corrupt: there is none, or it has more bytes
 */
export async function findImage(
  input: ChunkReader,
  { at, size }: Chunk,
  most: { readonly pixels: number; readonly alpha: number },
  counter: PartCounter,
): Promise<FrameChunks> {
  const end = at + size
  let alpha: Uint8Array | undefined
  for await (const chunk of chunksOf(input, at + FRAME_HEADER, end, counter)) {
    const { type } = chunk
    if (chunk.at + chunk.size > end) break
    if (
      chunk.size > (type === 'ALPH' ? most.alpha : type === 'VP8 ' ? most.pixels : Number.POSITIVE_INFINITY)
    )
      throw new Failure('corrupt', 'WebP: a frame has more bytes than its size allows')
    if (type === 'ALPH') alpha ??= await input.read({ at: chunk.at, length: chunk.size })
    if (type === 'VP8 ' || type === 'VP8L')
      return { image: chunk, alpha: type === 'VP8 ' ? alpha : undefined }
  }
  throw new Failure('corrupt', 'WebP: a frame has no image')
}
