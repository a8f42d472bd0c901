import { Failure } from '../../errors.ts'
import type { Seat } from '../../memory/index.ts'
import { byteSource, type PeekableSource } from '../bytes/byte-source.ts'
import type { ImageSource } from '../bytes/image-source.ts'
import { releasable } from '../bytes/in-memory.ts'
import { codecPart, kernelPart, READING_BYTES } from '../formats/codec.ts'
import { decoders } from '../formats/codecs.ts'
import { decodeScaleFor } from '../formats/decode-scales.ts'
import type { Header } from '../formats/header.ts'
import { plannedLayout } from '../formats/layout.ts'
import { HEADER_COPIES, HEADER_READ, readHeader } from '../formats/read-header.ts'
import { onePicture } from '../ops/operation.ts'
import { frameOf, makeUpright, releaseFrame, uprightMemory, wholeResize } from '../ops/upright.ts'
import { inverse, turnOf, turnSize } from '../picture/orientation.ts'
import type { DecodeScale, Frame, Picture } from '../picture/picture.ts'
import { storedPlanes } from '../picture/planes.ts'
import { largestWithin, type Size } from '../picture/size.ts'
import type { Resize } from '../rows/resize.ts'
import { drawSvg, svgMemory } from '../svg/draw.ts'
import { inTurn } from '../svg/in-turn.ts'
import { isSvg, MAX_SVG, readSvg } from '../svg/read.ts'
import type { Kernel } from '../wasm/kernel.ts'
import type { Parts } from '../wasm/needs.ts'
import { withKernel } from '../wasm/with-kernel.ts'

/** An overlay's size and memory, for a plan. */
export type MeasuredOverlay = Pick<Overlay, 'size' | 'memory'>

/** Opened overlay that is not yet drawn. Only its picture's header has been read. */
export interface Overlay {
  /** Upright size of the overlay's picture before it is scaled. */
  readonly size: Size
  /** Returns the peak memory during `render` in bytes, including the header and the result. */
  memory(size: Size): Parts
  /**
   * Returns the size and the maximum memory that the overlay would have if it were opened for
   * another output. The method is absent if they do not depend on the output.
   */
  readonly on?: ((output: Size) => MeasuredOverlay) | undefined
  /**
   * `true` if the overlay's header is longer than `HEADER_READ`. The overlay must not be held
   * without memory for its header.
   */
  readonly longHeader: boolean
  /**
   * Draws the upright picture, stretched to a size. It can be called once. Throws `Failure`.
   * @param seat right to the kernel's memory; without it, the kernel has its own memory
   */
  render(size: Size, seat?: Seat): Promise<Frame>
  /**
   * Frees a picture that `render` has returned, unless a cache or another request may hold it.
   * Further calls have no effect.
   */
  readonly release?: ((frame: Frame) => void) | undefined
  /** Cancels the overlay's stream. */
  cancel(): void
}

/**
 * Function that runs a read as soon as there is memory for the `bytes` that the read holds. An
 * overlay's own `memory` includes these bytes, so nothing waits when the overlay is opened to be
 * drawn.
 */
export type AcquireMore = <T>(bytes: number, read: () => Promise<T>) => Promise<T>

/** Runs a read at once, because its memory has already been acquired. */
export const granted: AcquireMore = (_, read) => read()

const MAX_BYTES = 4 * 1024 * 1024
/** Maximum header size in bytes. The copies of a header take three times its size. */
const MAX_HEADER = 2 * 1024 * 1024
const LONG_HEADER = HEADER_COPIES * MAX_HEADER
const MAX_PIXELS = 16 * 1024 * 1024

/**
 * Reads an overlay's header. The overlay may be a JPEG, PNG, WebP, AVIF or GIF, or an SVG, which is
 * read whole.
 * @throws Failure unsupported, corrupt, too-large (more than 16 megapixels), source-too-large (more
 *   than 4 MB), and what the source throws
 */
export async function openOverlay(source: ImageSource, acquireMore: AcquireMore): Promise<Overlay> {
  const input = byteSource(source, MAX_BYTES)
  async function attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      input.cancel()
      throw error
    }
  }
  const { size, memory, longHeader, draw } = await attempt(async () => {
    const drawing = await drawingOf(input, source.size, acquireMore)
    assertPixels(drawing.size)
    return drawing
  })
  return {
    size,
    memory,
    longHeader,
    render: (target, seat) => attempt(() => rendered(draw, target, seat)),
    release: releaseFrame,
    cancel: () => input.cancel(),
  }
}

type Drawing = Pick<Overlay, 'size' | 'memory' | 'longHeader'> & {
  readonly draw: (kernel: Kernel, size: Size) => Picture | Promise<Picture>
}

async function drawingOf(
  input: PeekableSource,
  length: number | undefined,
  acquireMore: AcquireMore,
): Promise<Drawing> {
  if (isSvg(await input.peek(1))) return svgDrawing(input)
  const short = await readHeader(input, HEADER_READ)
  if (short) return imageDrawing(input, short.header, { longHeader: false, length })
  const probed = await acquireMore(LONG_HEADER, () => readHeader(input, MAX_HEADER + 1))
  if (!probed)
    throw new Failure('too-large', `remove metadata: the header of the overlay has over ${MAX_HEADER} bytes`)
  return imageDrawing(input, probed.header, { longHeader: true, length })
}

/** Reads a whole SVG. SVGs are small, and the picture's size may depend on any part of the file. */
async function svgDrawing(input: PeekableSource): Promise<Drawing> {
  const svg = readSvg(await input.peek(MAX_SVG + 1))
  input.cancel()
  const { width, height, layered, document } = svg
  return {
    size: { width, height },
    memory: drawnMemory(layered, document.length),
    longHeader: false,
    draw: (kernel, size) => inTurn(svg, size, (seat) => drawSvg(svg, size, kernel, seat), kernel),
  }
}

function drawnMemory(layered: boolean, length: number): Overlay['memory'] {
  return (size) => ({ ...svgMemory({ layered }, size), bytes: length + onePicture(size) })
}

function imageDrawing(
  input: PeekableSource,
  header: Header,
  { longHeader, length = MAX_BYTES }: { longHeader: boolean; length: number | undefined },
): Drawing {
  return {
    size: turnSize(header, turnOf(header.orientation)),
    memory: imageMemory(header, length, longHeader),
    longHeader,
    async draw(kernel, size) {
      const { scale, resize } = planOf(header, size)
      const file = releasable(input)
      const pixels = await decoders[header.format].decode(file, header, kernel, scale)
      const picture = await makeUpright(kernel, pixels, header, resize)
      file.release()
      input.cancel()
      return picture
    },
  }
}

/**
 * Returns an overlay's `memory` function. That function must not refer to the file, because the
 * cache keeps the function and would keep the file in memory.
 */
function imageMemory(
  { color: _profile, ...header }: Header,
  length: number,
  longHeader: boolean,
): Overlay['memory'] {
  return (size) => {
    const { scale, resize } = planOf(header, size)
    const decoder = decoders[header.format]
    const decoding = kernelPart(decoder, header, length, scale)
    const codec = codecPart(decoder, header, length)
    const outside = decoder.memory(header, length, scale) - decoding - codec
    const planes = storedPlanes(header, scale)
    return {
      bytes: READING_BYTES + (longHeader ? LONG_HEADER : 0) + outside + onePicture(size),
      codec,
      kernel: decoding + uprightMemory(plannedLayout(header), planes, resize),
    }
  }
}

function planOf(header: Header, size: Size): { scale: DecodeScale; resize: Resize } {
  const stored = turnSize(size, inverse(turnOf(header.orientation)))
  const shrink = Math.min(header.width / stored.width, header.height / stored.height)
  return {
    scale: decodeScaleFor(header.format, shrink),
    resize: wholeResize(header, stored, 'lanczos3'),
  }
}

function assertPixels({ width, height }: Size): void {
  if (width * height <= MAX_PIXELS) return
  const largest = largestWithin({ width, height }, { side: Number.POSITIVE_INFINITY, pixels: MAX_PIXELS })
  throw new Failure(
    'too-large',
    `the overlay is ${width}x${height}: at most ${MAX_PIXELS} pixels are allowed, which is ${largest.width}x${largest.height} in its shape`,
  )
}

const rendered = (draw: Drawing['draw'], size: Size, seat?: Seat): Promise<Frame> =>
  withKernel(seat, async (kernel) => frameOf(kernel, await draw(kernel, size)))
