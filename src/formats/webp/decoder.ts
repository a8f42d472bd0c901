import { Failure } from '../../errors.ts'
import type { Header, WebpImage } from '../../picture/header.ts'
import type { Pixels, StreamedPlane, Strip } from '../../picture/picture.ts'
import { storedPlanes } from '../../picture/planes.ts'
import type { Size } from '../../picture/size.ts'
import { rgbaStrips, rgbaStripsMemory } from '../../rows/rgba-strips.ts'
import type { Kernel } from '../../wasm/kernel.ts'
import { type ByteSource, type Decoder, LOSSY_SPREAD, NO_SPREAD } from '../codec.ts'
import { alphMemory, openAlpha, withAlpha } from './alph.ts'
import { canvasMemory, onCanvas } from './canvas.ts'
import { type ChunkReader, chunkReader } from './chunk-reader.ts'
import { SUBSAMPLED } from './image.ts'
import { readVp8 } from './vp8.ts'
import { vp8Memory } from './vp8-memory.ts'
import { readVp8l } from './vp8l.ts'
import { vp8lMemory } from './vp8l-memory.ts'

function imageOf({ webp }: Pick<Header, 'webp'>): WebpImage {
  if (!webp) throw new Failure('internal', undefined, 'the header of a WebP does not describe its image')
  return webp
}

/** Of the image, which may be smaller than its canvas. */
const lossyPlanes = (header: Header, size: Size): readonly StreamedPlane[] =>
  storedPlanes({ ...header, ...size, sampling: SUBSAMPLED }, 1)

/** What decoding takes of the kernel, all of it known from the header. */
function memory(header: Header): number {
  const { lossless, pixels, partitions, alpha, frame } = imageOf(header)
  const { width, height } = frame ?? header
  const canvas = frame ? canvasMemory(header) : 0
  if (lossless) return vp8lMemory({ width, height }) + canvas
  const becomesRgba = alpha !== undefined || frame !== undefined
  return [
    vp8Memory({ width, height, bytes: pixels.length, partitions }),
    alpha ? alphMemory({ width, height, bytes: alpha.length }) : 0,
    becomesRgba ? rgbaStripsMemory('ycc', lossyPlanes(header, { width, height })) : 0,
    canvas,
  ].reduce((sum, bytes) => sum + bytes)
}

/** Reads ALPH, which precedes the pixels, before it asks for them. */
async function openLossy(
  input: ChunkReader,
  header: Header,
  { pixels, alpha, frame }: WebpImage,
  kernel: Kernel,
): Promise<Pixels> {
  const { width, height } = frame ?? header
  const opened = alpha && (await openAlpha(input, alpha, { width, height }, kernel))
  const planar: Pixels = {
    layout: 'ycc',
    range: 'limited',
    inverted: false,
    planes: lossyPlanes(header, { width, height }),
    strips: readVp8(input.pieces(pixels), { width, height }, pixels.length, kernel),
  }
  if (!alpha && !frame) return planar
  const opaque = rgbaStrips(kernel, planar)
  return opened ? { ...opaque, strips: withAlpha(opaque.strips, opened, kernel) } : opaque
}

function openLossless(
  input: ChunkReader,
  header: Header,
  { pixels, frame }: WebpImage,
  kernel: Kernel,
): Pixels {
  const { width, height } = frame ?? header
  const strips = readVp8l(input.pieces(pixels), { width, height }, kernel)
  return { layout: 'rgba', inverted: false, planes: [{ width, height, density: [1, 1] }], strips }
}

async function decode(source: ByteSource, header: Header, kernel: Kernel): Promise<Pixels> {
  const image = imageOf(header)
  const input = chunkReader(source.chunks())
  try {
    const pixels = image.lossless
      ? openLossless(input, header, image, kernel)
      : await openLossy(input, header, image, kernel)
    const strips = image.frame ? onCanvas(kernel, pixels.strips, image.frame, header) : pixels.strips
    const { width, height } = header
    const planes = image.frame ? [{ width, height, density: [1, 1] as const }] : pixels.planes
    return { ...pixels, planes, strips: closing(strips, input) }
  } catch (error) {
    await input.close()
    throw error
  }
}

async function* closing(strips: AsyncIterable<Strip>, input: ChunkReader): AsyncGenerator<Strip> {
  try {
    yield* strips
  } finally {
    await input.close()
  }
}

/**
 * The kernel's decoder: rows come as the bytes arrive, of lossy images as planes, else as RGBA. It decodes of an animation
 * the first frame, on a canvas that is transparent elsewhere.
 */
export const decoder: Decoder = {
  needsWholeInput: false,
  denominators: [1],
  spread: (header) => (header.webp?.lossless ? NO_SPREAD : LOSSY_SPREAD),
  memory,
  decode,
}
