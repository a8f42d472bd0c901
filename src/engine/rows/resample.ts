import { assertNotAborted } from '../../abort.ts'
import { Failure } from '../../errors.ts'
import { gammaTable, TABLES } from '../color/tables.ts'
import { croppedPlane, startOf } from '../picture/crop-box.ts'
import {
  type Layout,
  type Picture,
  type Pixels,
  type Plane,
  pixelBytes,
  type StreamedLayout,
  type StreamedPlane,
} from '../picture/picture.ts'
import { heapBytes, upload } from '../wasm/heap.ts'
import type { Kernel } from '../wasm/kernel.ts'
import { cropped } from './cropped.ts'
import { type Resampling, resampleMemory } from './memory.ts'
import type { AnyResize, Resize } from './resize.ts'
import { rgbaShape, rgbaStrips, rgbaStripsMemory } from './rgba-strips.ts'
import { openStage, PIECE, type RowStage } from './stage.ts'
import { type Bits, openWideStage, wideStageMemory } from './wide-stage.ts'

/**
 * Range along one axis that is resampled to `count` samples. `start` and `length` are in pixels of
 * the stored picture.
 */
interface Span {
  readonly start: number
  readonly length: number
  readonly count: number
}

/**
 * Returns the span for half as many output samples, each of which covers two samples. If `count` is
 * odd, the last sample extends beyond the span.
 */
function halve({ start, length, count }: Span, mirrored: boolean): Span {
  const half = Math.ceil(count / 2)
  const whole = (length * 2 * half) / count
  return { start: mirrored ? start + length - whole : start, length: whole, count: half }
}

function spans({ box, size, turn, halved }: AnyResize, chroma: boolean): readonly [Span, Span] {
  const across = { start: box.x, length: box.width, count: size.width }
  const down = { start: box.y, length: box.height, count: size.height }
  if (!halved || !chroma) return [across, down]
  const [mirrorX, mirrorY] = turn.swap ? [turn.mirrorY, turn.mirrorX] : [turn.mirrorX, turn.mirrorY]
  return [halve(across, mirrorX), halve(down, mirrorY)]
}

/** Returns a plane's channel count. */
function channelsOf(layout: StreamedLayout): Resampling['channels'] {
  if (layout === 'rgb24') return 3
  return layout === 'rgba' || layout === 'rgba16' ? 4 : 1
}

function resamplings(
  layout: StreamedLayout,
  planes: readonly StreamedPlane[],
  resize: AnyResize,
): readonly Resampling[] {
  return planes.map((plane, index) => {
    const [x, y] = spans(resize, layout === 'ycc' && index > 0)
    const [across, down] = plane.density
    const [left, top] = startOf(plane)
    return {
      channels: channelsOf(layout),
      in: { width: plane.width, height: plane.height },
      out: { width: x.count, height: y.count },
      box: {
        x: x.start * across - left,
        y: y.start * down - top,
        width: x.length * across,
        height: y.length * down,
      },
      filter: resize.filter,
    }
  })
}

function resampledLayout(layout: StreamedLayout, { rgba = false, gamma, light }: AnyResize): StreamedLayout {
  return layout !== 'rgba16' && (rgba || gamma !== undefined || light) ? 'rgba' : layout
}

/**
 * Returns the bits per sample for a picture that is resampled in 32-bit floating point. Returns
 * `undefined` if the picture is resampled in integers.
 */
function wideBits(layout: StreamedLayout, { light }: Pick<AnyResize, 'light'>): Bits | undefined {
  if (layout === 'rgba16') return 16
  return light === undefined ? undefined : 8
}

/** Returns the resamplers' output layout for an input layout. */
function outputLayout(layout: StreamedLayout, { wide = false }: AnyResize): Layout {
  if (layout === 'rgba16') return wide ? layout : 'rgba'
  return layout === 'rgb24' ? 'rgba' : layout
}

/** `true` if `resample` outputs RGBA with 8 or 16 bits for pictures in this layout. */
export function becomesRgba(layout: StreamedLayout, resize: AnyResize): boolean {
  return pixelBytes(outputLayout(resampledLayout(layout, resize), resize)) > 1
}

const bufferBytes = (planes: readonly Resampling[]) =>
  Math.max(PIECE, ...planes.map(({ channels, in: { width } }) => channels * width))

/**
 * Returns the kernel memory in bytes that `resample` takes for a picture with these stored planes,
 * including its output.
 */
export function resizeMemory(
  layout: StreamedLayout,
  stored: readonly StreamedPlane[],
  resize: AnyResize,
): number {
  const { gamma, crop } = resize
  const planes = crop ? stored.map((plane) => croppedPlane(plane, crop)) : stored
  const resampled = resampledLayout(layout, resize)
  const converts = resampled !== layout
  const each = resamplings(resampled, converts ? rgbaShape(planes) : planes, resize)
  const strips = converts ? rgbaStripsMemory(layout, planes) : 0
  const bits = wideBits(resampled, resize)
  if (bits) return strips + each.reduce((sum, plane) => sum + wideStageMemory(plane, bits, resize), 0)
  return [
    strips,
    gamma === undefined ? 0 : heapBytes(TABLES),
    heapBytes(bufferBytes(each)),
    ...each.map(resampleMemory),
  ].reduce((sum, bytes) => sum + bytes)
}

function openStages(
  kernel: Kernel,
  { layout, planes }: Omit<Pixels, 'strips'>,
  resize: Resize,
): readonly RowStage[] {
  const each = resamplings(layout, planes, resize)
  const bits = wideBits(layout, resize)
  if (bits) return each.map((plane) => openWideStage(kernel, plane, bits, resize))
  const table = resize.gamma === undefined ? undefined : gammaTable(resize.gamma)
  const preparation = {
    weighted: resize.weighted,
    tables: table ? upload(kernel, Uint8Array.of(...table, ...table, ...table)) : 0,
    buffer: kernel.alloc(bufferBytes(each)),
  }
  return each.map((plane) => openStage(kernel, plane, preparation))
}

/**
 * Expands samples with limited range to the full range, and clips values beyond it, which a
 * filter's ringing may cause. The expansion follows the resampling, so that fewer samples have to
 * be expanded.
 */
function expand(kernel: Kernel, planes: readonly Plane[]): void {
  for (const [index, { address, width, height }] of planes.entries())
    kernel.expandRange(address, width * height, index > 0 ? 1 : 0)
}

/**
 * Streams a picture through the kernel's resampler, either plane by plane as it is stored, or as
 * RGBA. Stops reading as soon as every output row is made.
 * @param signal ends the work between two strips
 * @returns picture at its output size, with straight alpha and full range. Samples have 8 bits, or
 *   16 if `wide` keeps them
 * @throws Failure corrupt: too few rows; and what the strips throw
 */
export async function resample(
  kernel: Kernel,
  pixels: Pixels,
  resize: Resize,
  signal?: AbortSignal,
): Promise<Picture> {
  const converts = resampledLayout(pixels.layout, resize) !== pixels.layout
  const kept = cropped(pixels, resize.crop)
  const { strips, ...source } = converts ? rgbaStrips(kernel, kept) : kept
  const stages = openStages(kernel, source, resize)
  const isDone = () => stages.every((stage) => stage.isDone())

  for await (const { planes } of strips) {
    assertNotAborted(signal)
    for (const [index, rows] of planes.entries()) if (rows.count > 0) stages[index]?.feed(rows)
    if (isDone()) break
  }
  if (!isDone()) throw new Failure('corrupt', 'the image has fewer rows than its header says')

  const layout = outputLayout(source.layout, resize)
  const made = stages.map((stage) => stage.output())
  if ((layout === 'ycc' || layout === 'gray') && source.range === 'limited') expand(kernel, made)
  const { inverted, inks, matrix } = source
  return { ...resize.size, layout, inverted, inks, matrix, planes: made }
}
