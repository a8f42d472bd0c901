import { Failure } from '../../../errors.ts'
import { openReader } from '../../bytes/reader.ts'
import type { CropBox } from '../../picture/crop-box.ts'
import type { Strip } from '../../picture/picture.ts'
import type { Box, Size } from '../../picture/size.ts'
import type { Kernel } from '../../wasm/kernel.ts'
import { openAlpha } from './alph.ts'
import type { ChunkReader } from './chunk-reader.ts'
import type { FrameChunks } from './frame-stream.ts'
import { readImage } from './image.ts'
import { lossyRgba } from './lossy-rgba.ts'
import { readVp8, vp8Planes } from './vp8.ts'
import { LAYOUT_BYTES } from './vp8-header.ts'
import { readVp8l } from './vp8l.ts'

/** An animation frame's image, ready to be decoded. */
export interface FrameImage {
  /** `true` if pixels may be transparent. */
  readonly alpha: boolean
  /** Part of the frame that the strips show. */
  readonly part: Box
  /** RGBA rows in the kernel's memory, which are decoded while they are read. */
  readonly strips: AsyncIterable<Strip>
}

/**
 * Opens a frame's image. It may allocate memory in the kernel.
 * @param chunks the frame's chunks; the file has been read up to the image
 * @param size width and height in the frame's header
 * @param crop crop box in frame pixels
 * @throws Failure corrupt; reading the strips may throw the same failure
 */
export async function openFrameImage(
  input: ChunkReader,
  { image: chunk, alpha }: FrameChunks,
  size: Size,
  kernel: Kernel,
  crop: CropBox | undefined,
): Promise<FrameImage> {
  const head = await input.read({ at: chunk.at, length: Math.min(chunk.length, LAYOUT_BYTES) })
  const image = readImage(openReader(head, true), { ...chunk, at: 0 }, undefined, chunk.length)
  if (image?.width !== size.width || image.height !== size.height)
    throw new Failure('corrupt', 'WebP: the image and its frame differ in size')

  async function* pieces(): AsyncGenerator<Uint8Array> {
    yield head
    yield* input.pieces({ at: chunk.at + head.length, length: chunk.length - head.length })
  }

  if (image.stored.lossless) {
    const part = { x: 0, y: 0, width: size.width, height: size.height }
    return { alpha: image.alpha, part, strips: readVp8l(pieces(), size, kernel) }
  }
  const rows = alpha && openAlpha(alpha, size, kernel)
  const planar = {
    layout: 'ycc',
    range: 'limited',
    inverted: false,
    planes: vp8Planes(size),
    strips: readVp8(pieces(), size, chunk.length, kernel),
  } as const
  const { pixels, part } = lossyRgba(planar, rows, size, kernel, crop)
  return { alpha: rows !== undefined, part, strips: pixels.strips }
}
