import { Failure } from '../../../errors.ts'
import type { ByteSource } from '../../bytes/byte-source.ts'
import { openReader } from '../../bytes/reader.ts'
import { type CropBox, cropWithin } from '../../picture/crop-box.ts'
import type { Box } from '../../picture/size.ts'
import type { Kernel } from '../../wasm/kernel.ts'
import type { Animation, AnimationFrame } from '../animation.ts'
import type { AnimationDecoder } from '../animation-decoder.ts'
import { type Canvas, openCanvas } from '../canvas.ts'
import { type PartCounter, partCounter } from '../part-counter.ts'
import { type ChunkReader, chunkReader } from './chunk-reader.ts'
import { type Chunk, readVp8x } from './chunks.ts'
import { type FrameImage, openFrameImage } from './frame-image.ts'
import { framesMemory, maxBytes } from './frame-memory.ts'
import { fileChunks, findImage, readFrameHead } from './frame-stream.ts'
import type { WebpHeader } from './webp-image.ts'

const VP8X_BYTES = 10
const ANIM_BYTES = 6

/** Number of times that an animation without an ANIM chunk is shown, as in libwebp. */
const LOOPS = 1

async function paint(
  { strips, alpha, part }: FrameImage,
  canvas: Canvas,
  { x, y }: Box,
  isBlended: boolean,
): Promise<void> {
  let row = 0
  for await (const { planes } of strips) {
    for (const rows of planes) {
      const box = { x: x + part.x, y: y + part.y + row, width: part.width, height: rows.count }
      canvas.lay(rows, box, alpha && isBlended)
      row += rows.count
    }
  }
  if (row < part.height) throw new Failure('corrupt', 'WebP: the file ends before the image does')
}

/** A file's chunks, read one after the other. */
interface ChunkStream {
  readonly input: ChunkReader
  readonly chunks: AsyncGenerator<Chunk>
  readonly counter: PartCounter
}

async function* compose(
  { input, chunks, counter }: ChunkStream,
  first: Chunk,
  canvas: Canvas,
  kernel: Kernel,
  crop: CropBox | undefined,
): AsyncGenerator<AnimationFrame> {
  const limits = maxBytes(canvas)

  async function show(chunk: Chunk): Promise<{ duration: number; removed: Box | undefined }> {
    const { box, duration, isRemoved, isBlended } = await readFrameHead(input, chunk, canvas)
    const found = await findImage(input, chunk, limits, counter)
    const checkpoint = kernel.heapCheckpoint()
    const within = crop && cropWithin(crop, box)
    const image = await openFrameImage(input, found, box, kernel, within)
    await paint(image, canvas, box, isBlended)
    kernel.heapRestore(checkpoint)
    return { duration, removed: isRemoved ? box : undefined }
  }

  try {
    let chunk: Chunk | undefined = first
    while (chunk) {
      if (chunk.type === 'ANMF') {
        const { duration, removed } = await show(chunk)
        yield { duration, pixels: canvas.pixels }
        if (removed) canvas.clear(removed)
      }
      chunk = (await chunks.next()).value
    }
  } finally {
    await input.close()
  }
}

async function readCanvas(input: ChunkReader, { type, at }: Chunk, header: WebpHeader): Promise<void> {
  const payload = openReader(await input.read({ at, length: VP8X_BYTES }), true)
  const vp8x = type === 'VP8X' ? readVp8x(payload, { type, at: 0, length: VP8X_BYTES }) : undefined
  if (!vp8x?.animated || vp8x.width !== header.width || vp8x.height !== header.height)
    throw new Failure('corrupt', 'WebP: the file contradicts its header; upload the file again')
}

async function open(
  source: ByteSource,
  header: WebpHeader,
  kernel: Kernel,
  crop?: CropBox,
): Promise<Animation> {
  const input = chunkReader(source.chunks())
  try {
    const counter = partCounter('WebP: there are too many chunks')
    const chunks = fileChunks(input, counter)
    let loops = LOOPS
    let isFirst = true
    for (;;) {
      const { value: chunk } = await chunks.next()
      if (!chunk) throw new Failure('corrupt', 'WebP: there is no image')
      if (isFirst) await readCanvas(input, chunk, header)
      else if (chunk.type === 'ANIM')
        loops = openReader(await input.read({ at: chunk.at, length: ANIM_BYTES }), true).u16le(4)
      else if (chunk.type === 'ANMF') {
        const canvas = openCanvas(kernel, header)
        return { loops, frames: compose({ input, chunks, counter }, chunk, canvas, kernel, crop) }
      }
      isFirst = false
    }
  } catch (error) {
    await input.close()
    throw error
  }
}

/**
 * Decodes all frames in an animated WebP (RFC 9649, 2.7.1) as viewers show them. The canvas is
 * transparent where nothing was painted, and where a frame was removed. The file's background color
 * is ignored. A file that is cut counts as damaged.
 */
export const animation: AnimationDecoder<WebpHeader> = { memory: framesMemory, open }
