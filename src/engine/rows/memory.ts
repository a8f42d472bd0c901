import type { Size } from '../picture/size.ts'
import { heapBytes, roundUp } from '../wasm/heap.ts'
import type { Filter } from '../wasm/kernel.ts'

/** Radius of each filter, in samples of the input or of the output, whichever has fewer. */
const RADIUS = { triangle: 1, catrom: 2, mitchell: 2, lanczos3: 3 } as const satisfies Record<Filter, number>

export interface Resampling {
  /**
   * Channels of the input: 1, 3 for RGB (whose output is RGBA), or 4 for RGBA with 8 or 16 bits.
   */
  readonly channels: 1 | 3 | 4
  readonly in: Size
  readonly out: Size
  /** Part of the input that becomes the output, in samples of the input. It may be fractional. */
  readonly box: Size & { readonly x: number; readonly y: number }
  readonly filter: Filter
}

/** Bytes of the kernel's records: a resampler, its two axes, its squares. */
const STATE = [100, 48, 48, 40]

/**
 * Returns the bytes that the kernel takes to resample a picture: the output plane, the weights of
 * each column, four input rows, and as many rows of the output's width as the filter is high. Input
 * rows that the caller passes are not included.
 *
 * @example
 * const size = { width: 4000, height: 3000 }
 * resampleMemory({ channels: 1, in: size, out: { width: 400, height: 300 },
 *   box: { x: 0, y: 0, ...size }, filter: 'lanczos3' }) // about 0.25 MB
 */
export function resampleMemory({ channels, in: input, out, box, filter }: Resampling): number {
  const factor = shrinkFactor(box.width / out.width, box.height / out.height)
  const horizontal = axis(input.width, out.width, box.x, box.width, filter, factor)
  const vertical = axis(input.height, out.height, box.y, box.height, filter, factor)
  const shown = channels === 1 ? 1 : 4
  const samples = out.width * shown
  const state = [...STATE, samples * out.height + 15]
  if (horizontal.copies && vertical.copies) return heapBytes(...state)

  const taps = roundUp(horizontal.taps + 1, 8)
  const pitch = roundUp(Math.max(roundUp(horizontal.samples, 2), taps) * shown + 8, 16)
  const quads = Math.floor((vertical.taps + 2) / 4) + 1
  return heapBytes(
    ...state,
    ...(factor > 1 ? shrinkBlocks(channels, horizontal.samples, factor) : []),
    8 * Math.max(horizontal.taps, vertical.taps),
    4 * pitch,
    4 * out.width,
    2 * out.width * taps,
    quads * 8 * roundUp(samples, 16),
    8 * quads,
  )
}

/**
 * Returns the side of the squares of pixels that are averaged before the filter, as in the kernel.
 * At least twice as many squares as output samples remain.
 */
function shrinkFactor(across: number, down: number): number {
  return [8, 4, 2].find((factor) => Math.min(across, down) >= 2 * factor) ?? 1
}

/**
 * Returns the bytes of three blocks that averaging squares takes: the sums of a row, the end of a
 * row, and the means.
 */
function shrinkBlocks(channels: number, squares: number, factor: number): readonly number[] {
  const each = channels === 1 ? 8 : 2
  const vectors = roundUp(Math.ceil(squares / each), 2)
  return [16 * vectors, 2 * each * factor * channels + 4, 8 * vectors]
}

/**
 * Returns the bytes that the kernel takes to resample RGBA with 16 bits. A pixel has 16 bytes until
 * it becomes output.
 */
export function wideResampleMemory({ in: input, out, box, filter }: Resampling): number {
  const horizontal = axis(input.width, out.width, box.x, box.width, filter)
  const vertical = axis(input.height, out.height, box.y, box.height, filter)
  const taps = roundUp(horizontal.taps, 2)
  const always = [16 * Math.max(horizontal.samples, taps), 4 * out.width * out.height]
  if (horizontal.copies && vertical.copies) return heapBytes(...always)
  return heapBytes(
    ...always,
    8 * Math.max(horizontal.taps, vertical.taps),
    4 * out.width,
    4 * out.width * taps,
    16 * out.width * vertical.taps,
    4 * vertical.taps,
  )
}

/**
 * Computes an axis as the kernel does.
 * @param factor factor by which the input is reduced before
 */
function axis(size: number, count: number, start: number, length: number, filter: Filter, factor = 1) {
  const scale = 1 / factor
  return reducedAxis(Math.ceil(size / factor), count, start * scale, length * scale, filter)
}

function reducedAxis(size: number, count: number, start: number, length: number, filter: Filter) {
  const step = length / count
  const exact = step === 1 && Number.isInteger(start)
  const reach = exact ? 0 : RADIUS[filter] * Math.max(1, step)
  const within = (sample: number) => Math.min(Math.max(sample, 0), size - 1)
  const first = within(Math.ceil(start + 0.5 * step - 0.5 - reach))
  const last = within(Math.floor(start + (count - 0.5) * step - 0.5 + reach))
  return {
    copies: exact && start >= 0 && start + count <= size,
    taps: Math.min(Math.ceil(2 * reach) + 1, size),
    samples: last + 1 - first,
  }
}
