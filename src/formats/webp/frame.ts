import type { ByteReader } from '../../bytes/reader.ts'
import { Failure } from '../../errors.ts'
import { type Chunk, chunks, FIRST_CHUNK, next, readChunk, readVp8x } from './chunks.ts'
import { readImage } from './image.ts'

/** Bytes of an ANMF chunk before its image (2.7.1.1). */
const FRAME_HEADER = 16

interface Canvas {
  readonly width: number
  readonly height: number
}

/** The first frame of an animation (RFC 9649, 2.7.1.1), which lies within its canvas. */
export interface AnimationFrame extends Canvas {
  readonly x: number
  readonly y: number
  /** Whether the frame may be transparent, or leaves a part of the canvas free, which is transparent. */
  readonly alpha: boolean
  /** Offsets of its chunks in the file: ALPH, if there is one, and the image. */
  readonly at: number
  readonly end: number
}

/**
 * Finds the first frame of an animation.
 * @returns `undefined` for a still
 * @throws Failure corrupt
 */
export function readFirstFrame(input: ByteReader): AnimationFrame | undefined {
  const first = readChunk(input, FIRST_CHUNK)
  if (first.type !== 'VP8X') return undefined
  const vp8x = readVp8x(input, first)
  return vp8x.animated ? findFrame(input, first, vp8x) : undefined
}

/** The first frame after the VP8X chunk of an animation, up to the header of its image. */
export function findFrame(input: ByteReader, vp8x: Chunk, { width, height }: Canvas): AnimationFrame {
  for (const chunk of chunks(input, next(vp8x)))
    if (chunk.type === 'ANMF') return readFrame(input, chunk, { width, height })
  throw new Failure('corrupt', 'WebP: there is no image')
}

function readFrame(input: ByteReader, { at, size }: Chunk, canvas: Canvas): AnimationFrame {
  const [x, y] = [2 * input.u24le(at), 2 * input.u24le(at + 3)]
  const [width, height] = [input.u24le(at + 6) + 1, input.u24le(at + 9) + 1]
  if (x + width > canvas.width || y + height > canvas.height)
    throw new Failure('corrupt', 'WebP: a frame exceeds its canvas')
  let alphaAt: number | undefined
  for (const chunk of chunks(input, at + FRAME_HEADER, at + size)) {
    if (chunk.at + chunk.size > at + size) break
    if (chunk.type === 'ALPH') alphaAt ??= chunk.at - 8
    const image = readImage(input, chunk)
    if (!image) continue
    if (image.width !== width || image.height !== height)
      throw new Failure('corrupt', 'WebP: the image and its frame differ in size')
    const covers = width === canvas.width && height === canvas.height
    const alpha = image.alpha || alphaAt !== undefined || !covers
    return { x, y, width, height, alpha, at: alphaAt ?? chunk.at - 8, end: chunk.at + chunk.size }
  }
  throw new Failure('corrupt', 'WebP: a frame has no image')
}
