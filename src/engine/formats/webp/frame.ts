import { Failure } from '../../../errors.ts'
import type { ByteReader } from '../../bytes/reader.ts'
import type { Box, Size } from '../../picture/size.ts'
import { type Chunk, chunks, next } from './chunks.ts'
import { readImage, type StoredImage } from './image.ts'

/** Length in bytes of an ANMF chunk's fields, which precede its image (2.7.1.1). */
export const FRAME_HEADER = 16

/** An animation's first frame (RFC 9649, 2.7.1.1), which lies within its canvas. */
interface AnimationFrame {
  /**
   * `true` if the frame may be transparent, or if it leaves part of the canvas uncovered. The
   * uncovered part is transparent.
   */
  readonly alpha: boolean
  readonly stored: StoredImage['stored'] & { readonly frame: Box | undefined }
}

/** Reads the first frame after an animation's VP8X chunk, up to the image header. */
export function findFrame(input: ByteReader, vp8x: Chunk, { width, height }: Size): AnimationFrame {
  for (const chunk of chunks(input, next(vp8x)))
    if (chunk.type === 'ANMF') return readFrame(input, chunk, { width, height })
  throw new Failure('corrupt', 'WebP: there is no image')
}

/**
 * Returns a frame's position and size.
 * @throws Failure corrupt: the frame exceeds its canvas
 */
export function placeOf(input: ByteReader, at: number, canvas: Size): Box {
  const [x, y] = [2 * input.u24le(at), 2 * input.u24le(at + 3)]
  const [width, height] = [input.u24le(at + 6) + 1, input.u24le(at + 9) + 1]
  if (x + width > canvas.width || y + height > canvas.height)
    throw new Failure('corrupt', 'WebP: a frame exceeds its canvas')
  return { x, y, width, height }
}

function readFrame(input: ByteReader, { at, length }: Chunk, canvas: Size): AnimationFrame {
  const place = placeOf(input, at, canvas)
  const { width, height } = place
  let alpha: Chunk | undefined
  for (const chunk of chunks(input, at + FRAME_HEADER, at + length)) {
    if (chunk.at + chunk.length > at + length) break
    if (chunk.type === 'ALPH') alpha ??= chunk
    const image = readImage(input, chunk, alpha, at + length)
    if (!image) continue
    if (image.width !== width || image.height !== height)
      throw new Failure('corrupt', 'WebP: the image and its frame differ in size')
    const covers = width === canvas.width && height === canvas.height
    const frame = covers ? undefined : place
    return { alpha: image.alpha || !covers, stored: { ...image.stored, frame } }
  }
  throw new Failure('corrupt', 'WebP: a frame has no image')
}
