import { Failure } from '../../../errors.ts'
import { openReader } from '../../bytes/reader.ts'
import type { Box, Size } from '../../picture/size.ts'
import type { PartCounter } from '../part-counter.ts'
import type { ChunkReader } from './chunk-reader.ts'
import { CHUNK_HEAD, type Chunk, FIRST_CHUNK, next, readChunk } from './chunks.ts'
import { FRAME_HEADER, placeOf } from './frame.ts'

/**
 * Yields each chunk's type and position between two offsets, while the file arrives.
 * @throws Failure corrupt: the file ends too early, or there are too many chunks
 */
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

/** Yields a file's chunks, up to the end that RIFF announces. */
export async function* fileChunks(input: ChunkReader, counter: PartCounter): AsyncGenerator<Chunk> {
  const riff = openReader(await input.read({ at: 0, length: FIRST_CHUNK }), true)
  yield* chunksOf(input, FIRST_CHUNK, CHUNK_HEAD + riff.u32le(4), counter)
}

/** Fields in an ANMF chunk that describe its frame (RFC 9649, 2.7.1.1). */
export interface FrameHead {
  readonly box: Box
  /** Display time in milliseconds. */
  readonly duration: number
  /** `true` if the frame's box becomes transparent after the frame has been shown. */
  readonly isRemoved: boolean
  /**
   * `true` if the frame is blended over the canvas, `false` if it replaces the pixels that it
   * covers.
   */
  readonly isBlended: boolean
}

/**
 * Reads an ANMF chunk's fields.
 * @throws Failure corrupt: the chunk is cut, or the frame exceeds its canvas
 */
export async function readFrameHead(
  input: ChunkReader,
  { at, length }: Chunk,
  canvas: Size,
): Promise<FrameHead> {
  if (length < FRAME_HEADER) throw new Failure('corrupt', 'WebP: a frame has no image')
  const head = openReader(await input.read({ at, length: FRAME_HEADER }), true)
  const flags = head.u8(15)
  return {
    box: placeOf(head, 0, canvas),
    duration: head.u24le(12),
    isRemoved: (flags & 1) !== 0,
    isBlended: (flags & 2) === 0,
  }
}

/** Position of the chunk with a frame's image, and the payload in the ALPH chunk before it. */
export interface FrameChunks {
  readonly image: Chunk
  readonly alpha: Uint8Array | undefined
}

/**
 * Reads a frame up to its image.
 * @param limits maximum lengths in bytes for an image and for its alpha
 * @throws Failure corrupt: the frame has no image, or more bytes than the maximum
 */
export async function findImage(
  input: ChunkReader,
  { at, length }: Chunk,
  limits: { readonly pixels: number; readonly alpha: number },
  counter: PartCounter,
): Promise<FrameChunks> {
  const end = at + length
  let alpha: Uint8Array | undefined
  for await (const chunk of chunksOf(input, at + FRAME_HEADER, end, counter)) {
    const { type } = chunk
    if (chunk.at + chunk.length > end) break
    if (
      chunk.length >
      (type === 'ALPH' ? limits.alpha : type === 'VP8 ' ? limits.pixels : Number.POSITIVE_INFINITY)
    )
      throw new Failure('corrupt', 'WebP: a frame has more bytes than its size allows')
    if (type === 'ALPH') alpha ??= await input.read({ at: chunk.at, length: chunk.length })
    if (type === 'VP8 ' || type === 'VP8L')
      return { image: chunk, alpha: type === 'VP8 ' ? alpha : undefined }
  }
  throw new Failure('corrupt', 'WebP: a frame has no image')
}
