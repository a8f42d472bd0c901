import {
  type Layout,
  type Picture,
  type Pixels,
  type PlaneSize,
  pixelBytes,
  type StreamedPlane,
  type Strip,
} from '../codecs/codec.ts'
import { FILTERS, type Filter, isInside, type Kernel, view } from '../codecs/kernel.ts'
import type { Resampling } from '../codecs/resample-memory.ts'
import { Failure } from '../errors.ts'
import type { Box, Size, Turn } from '../ops/orientation.ts'

/** What of a stored picture becomes a picture of what size, and how. */
export interface Resize {
  /** In source pixels; its edges may lie between them. */
  readonly box: Box
  readonly size: Size
  readonly filter: Filter
  /** Whether chroma planes become half as large, as a JPEG stores them. */
  readonly halved: boolean
  /** How the picture will be turned: halved chroma keeps to what will be its first row and column. */
  readonly turn: Turn
  /** Whether colours are weighed by alpha. */
  readonly weighed: boolean
}

/** Bytes of rows that are brought into the kernel at a time. */
export const PIECE = 1 << 18

/** Where along one axis a plane's samples come from, in source pixels, and how many they are. */
interface Span {
  readonly start: number
  readonly length: number
  readonly count: number
}

/** Samples that cover two pixels each; of an odd number, the last one's second lies outside. */
function halve({ start, length, count }: Span, mirrored: boolean): Span {
  const half = Math.ceil(count / 2)
  const whole = (length * 2 * half) / count
  return { start: mirrored ? start + length - whole : start, length: whole, count: half }
}

/** Both axes of a plane of the output. */
function spans({ box, size, turn, halved }: Resize, chroma: boolean): readonly [Span, Span] {
  const across = { start: box.x, length: box.width, count: size.width }
  const down = { start: box.y, length: box.height, count: size.height }
  if (!halved || !chroma) return [across, down]
  const [mirrorX, mirrorY] = turn.swap ? [turn.mirrorY, turn.mirrorX] : [turn.mirrorX, turn.mirrorY]
  return [halve(across, mirrorX), halve(down, mirrorY)]
}

/** How each plane of a picture is resampled, in its own samples. */
export function resamplings(
  layout: Layout,
  planes: readonly StreamedPlane[],
  how: Resize,
): readonly Resampling[] {
  return planes.map((plane, index) => {
    const [x, y] = spans(how, layout === 'ycc' && index > 0)
    const [across, down] = plane.density
    return {
      channels: pixelBytes(layout),
      in: { width: plane.width, height: plane.height },
      out: { width: x.count, height: y.count },
      box: { x: x.start * across, y: y.start * down, width: x.length * across, height: y.length * down },
      filter: how.filter,
    }
  })
}

/** A plane on its way through the kernel's resampler. */
interface Stage {
  readonly handle: number
  readonly width: number
  readonly bytes: 1 | 4
  readonly out: PlaneSize
}

function open(kernel: Kernel, { channels, in: input, out, box, filter }: Resampling): Stage {
  const { x, y, width, height } = box
  const handle = kernel.resampleOpen(
    channels,
    input.width,
    input.height,
    x,
    y,
    width,
    height,
    out.width,
    out.height,
    FILTERS[filter],
  )
  if (handle < 0) throw new Failure('internal', undefined, `the resampler refused with ${handle}`)
  return { handle, width: input.width, bytes: channels, out }
}

/** Rows that stand in the kernel's memory go to the resampler from there, unless they must be weighed; others are copied. */
function feed(
  kernel: Kernel,
  stage: Stage,
  { rows, stride, count }: Strip['planes'][number],
  buffer: number,
  weighed: boolean,
): void {
  const { handle, width, bytes } = stage
  if (isInside(kernel, rows) && !weighed) {
    kernel.resampleRows(handle, rows.byteOffset, stride, count)
    return
  }
  const length = width * bytes
  const atOnce = Math.max(1, Math.floor(PIECE / length))
  for (let row = 0; row < count; row += atOnce) {
    const taken = Math.min(atOnce, count - row)
    const copy = view(kernel, buffer, taken * length)
    for (let i = 0; i < taken; i++) {
      const from = (row + i) * stride
      copy.set(rows.subarray(from, from + length), i * length)
    }
    if (weighed) kernel.premultiply(buffer, taken * width)
    kernel.resampleRows(handle, buffer, length, taken)
  }
}

/**
 * Streams a picture through the kernel's resampler, plane by plane as it is stored, and stops reading once every
 * output row is made.
 * @returns the picture at its output size, with straight alpha
 * @throws Failure corrupt: too few rows; and whatever the strips throw
 */
export async function resample(
  kernel: Kernel,
  { layout, inverted, planes, strips }: Pixels,
  how: Resize,
): Promise<Picture> {
  const stages = resamplings(layout, planes, how).map((plane) => open(kernel, plane))
  const buffer = kernel.alloc(Math.max(PIECE, ...stages.map(({ width, bytes }) => width * bytes)))
  const isDone = ({ handle, out }: Stage) => kernel.resampleDone(handle) >= out.height

  for await (const strip of strips) {
    for (const [index, rows] of strip.planes.entries()) {
      const stage = stages[index]
      if (stage && rows.count > 0) feed(kernel, stage, rows, buffer, how.weighed)
    }
    if (stages.every(isDone)) break
  }
  if (!stages.every(isDone)) throw new Failure('corrupt', 'the image has fewer rows than its header says')

  const made = stages.map(({ handle, out }) => ({ ...out, address: kernel.resampleOutput(handle) }))
  if (how.weighed && made[0]) kernel.unpremultiply(made[0].address, how.size.width * how.size.height)
  return { ...how.size, layout, inverted, planes: made }
}
