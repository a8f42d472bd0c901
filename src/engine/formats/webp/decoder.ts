import { Failure } from '../../../errors.ts'
import type { ByteSource } from '../../bytes/byte-source.ts'
import { type CropBox, cropWithin } from '../../picture/crop-box.ts'
import type { Pixels, Scale, Strip } from '../../picture/picture.ts'
import type { Size } from '../../picture/size.ts'
import { partStripsMemory } from '../../rows/rgba-strips.ts'
import type { Kernel } from '../../wasm/kernel.ts'
import { type Decoder, LOSSY_SPREAD, NO_SPREAD } from '../codec.ts'
import type { Decoding } from '../decoding.ts'
import { withPages } from '../page.ts'
import { openAlpha } from './alph.ts'
import { animation } from './animation.ts'
import { canvasMemory, onCanvas } from './canvas.ts'
import { type ChunkReader, chunkReader } from './chunk-reader.ts'
import { lossyRgba, type PartOfImage } from './lossy-rgba.ts'
import { readVp8, vp8Planes } from './vp8.ts'
import { vp8Memory } from './vp8-memory.ts'
import { readVp8l } from './vp8l.ts'
import { alphMemory, vp8lMemory } from './vp8l-memory.ts'
import type { WebpHeader, WebpImage } from './webp-image.ts'

/**
 * The image to decode, its width and height, and the canvas's width and height. The canvas is
 * larger if the image is an animation frame.
 */
interface Task {
  readonly image: WebpImage
  readonly size: Size
  readonly canvas: Size
}

function taskOf({ webp: image, width, height }: WebpHeader): Task {
  if (!image) throw new Failure('internal', undefined, 'the header of a WebP does not describe its image')
  const canvas = { width, height }
  const { frame } = image
  return { image, canvas, size: frame ? { width: frame.width, height: frame.height } : canvas }
}

/**
 * Returns the memory in bytes that decoding takes: the kernel's memory, and the alpha data before
 * it is copied into the kernel.
 */
function memory(header: WebpHeader): number {
  const { image, size, canvas } = taskOf(header)
  const { lossless, pixels, layout, alpha, frame } = image
  const around = frame ? canvasMemory(canvas) : 0
  if (lossless) return vp8lMemory(size) + around
  return [
    vp8Memory({ ...size, bytes: pixels.length, layout }),
    alpha ? alphMemory(size, alpha.length, alpha.compressed) + alpha.length : 0,
    alpha || frame ? partStripsMemory(vp8Planes(size)) : 0,
    around,
  ].reduce((sum, bytes) => sum + bytes)
}

/**
 * Opens a lossy image. The alpha data, which precedes the pixels in the file, is copied into the
 * kernel before the pixels are read.
 */
async function openLossy(
  input: ChunkReader,
  { image: { pixels, alpha, frame }, size }: Task,
  kernel: Kernel,
  crop: CropBox | undefined,
): Promise<PartOfImage> {
  const rows = alpha && openAlpha(await input.read(alpha), size, kernel)
  const planar: Pixels = {
    layout: 'ycc',
    range: 'limited',
    inverted: false,
    planes: vp8Planes(size),
    strips: readVp8(input.pieces(pixels), size, pixels.length, kernel),
  }
  if (!rows && !frame) return { pixels: planar, part: { x: 0, y: 0, ...size } }
  return lossyRgba(planar, rows, size, kernel, crop)
}

function openLossless(input: ChunkReader, { image: { pixels }, size }: Task, kernel: Kernel): PartOfImage {
  const strips = readVp8l(input.pieces(pixels), size, kernel)
  const planes = [{ ...size, density: [1, 1] as const }]
  return { pixels: { layout: 'rgba', inverted: false, planes, strips }, part: { x: 0, y: 0, ...size } }
}

async function open(
  input: ChunkReader,
  header: WebpHeader,
  kernel: Kernel,
  crop: CropBox | undefined,
): Promise<Pixels> {
  const task = taskOf(header)
  const { image, canvas } = task
  const { frame } = image
  const within = crop && frame ? cropWithin(crop, frame) : crop
  const { pixels, part } = image.lossless
    ? openLossless(input, task, kernel)
    : await openLossy(input, task, kernel, within)
  if (!frame) return pixels
  const place = { ...part, x: frame.x + part.x, y: frame.y + part.y }
  const strips = onCanvas(kernel, pixels.strips, place, canvas)
  return { ...pixels, planes: [{ ...canvas, density: [1, 1] }], strips }
}

async function* closing(strips: AsyncIterable<Strip>, input: ChunkReader): AsyncGenerator<Strip> {
  try {
    yield* strips
  } finally {
    await input.close()
  }
}

async function decode(
  source: ByteSource,
  header: WebpHeader,
  kernel: Kernel,
  _scale: Scale,
  { crop }: Decoding = { crop: undefined },
): Promise<Pixels> {
  const input = chunkReader(source.chunks())
  try {
    const pixels = await open(input, header, kernel, crop)
    return { ...pixels, strips: closing(pixels.strips, input) }
  } catch (error) {
    await input.close()
    throw error
  }
}

/**
 * The kernel's WebP decoder. Rows are decoded while the bytes arrive. A lossy image becomes planes,
 * unless it has alpha or does not fill its canvas. All other images become RGBA. From an animation,
 * this decoder takes the first frame, on a canvas that is transparent outside the frame.
 */
const still: Decoder<WebpHeader> = {
  needsWholeInput: false,
  decodeScales: [8],
  spread: ({ webp, canvas }) => (webp?.lossless && !canvas ? NO_SPREAD : LOSSY_SPREAD),
  memory,
  decode,
}

/** WebP decoder, including animations. Each frame in an animation may be lossy or lossless. */
export const decoder: Decoder<WebpHeader> = withPages(still, animation)
