import { type Kernel, openKernel } from '../../src/engine/wasm/kernel.ts'
import type { Residual } from './residual.ts'
import { LINES, openTransform } from './transform.ts'
import { gainAt, OVERSAMPLING, TAPS } from './window.ts'

/**
 * A picture's Fourier transform. The picture is padded, so that the transform has enough
 * frequencies for `openInterpolation`.
 */
export interface Frequencies {
  /** Picture size in pixels. */
  readonly size: { readonly width: number; readonly height: number }
  /**
   * Number of frequencies across and down. The upper half of the frequencies across is not stored.
   */
  readonly across: number
  readonly down: number
  /** Number of complex numbers per row, and number that precede frequency 0 in a row. */
  readonly stride: number
  readonly before: number
  /**
   * Address of frequency 0 in the first row in kernel memory. Real and imaginary parts alternate.
   */
  readonly address: number
  readonly kernel: Kernel
}

function finely(length: number): number {
  let size = 8
  while (size < OVERSAMPLING * length) size *= 2
  return size
}

/**
 * Returns, for each pixel along a side, its index relative to the center, and the factor that
 * compensates for the window of the interpolation.
 */
function placesOf(length: number, size: number) {
  const center = length >> 1
  return {
    place: Uint32Array.from({ length }, (_, index) => (index - center + size) % size),
    factor: Float32Array.from({ length }, (_, index) => 1 / gainAt((index - center) / size)),
  }
}

/** Transforms a picture's rows. Two real rows are transformed together as one complex row. */
function transformRows(residual: Residual, spectrum: Frequencies, values: Float32Array): void {
  const { width, height } = residual
  const { across, down, stride, before } = spectrum
  const columns = placesOf(width, across)
  const rows = placesOf(height, down)
  const { re, im, run } = openTransform(across)
  for (let top = 0; top < height; top += 2 * LINES) {
    re.fill(0)
    im.fill(0)
    for (let line = 0; line < 2 * LINES && top + line < height; line++) {
      const part = line < LINES ? re : im
      const factor = rows.factor[top + line] as number
      for (let x = 0, at = (top + line) * width; x < width; x++, at++) {
        const place = (columns.place[x] as number) * LINES + (line % LINES)
        part[place] = factor * (columns.factor[x] as number) * (residual.values[at] as number)
      }
    }
    run()
    for (let line = 0; line < 2 * LINES && top + line < height; line++) {
      let to = 2 * ((rows.place[top + line] as number) * stride + before)
      for (let x = 0; x <= across / 2; x++) {
        const at = x * LINES + (line % LINES)
        const other = ((across - x) % across) * LINES + (line % LINES)
        const a = re[at] as number
        const b = im[at] as number
        const c = re[other] as number
        const d = im[other] as number
        values[to++] = (line < LINES ? a + c : b + d) / 2
        values[to++] = (line < LINES ? b - d : c - a) / 2
      }
    }
  }
}

function transformColumns({ across, down, stride, before }: Frequencies, values: Float32Array): void {
  const { re, im, run } = openTransform(down)
  for (let first = 0; first <= across / 2; first += LINES) {
    const count = Math.min(LINES, across / 2 + 1 - first)
    for (let y = 0; y < down; y++) {
      let from = 2 * (y * stride + before + first)
      for (let at = y * LINES; at < y * LINES + count; at++) {
        re[at] = values[from++] as number
        im[at] = values[from++] as number
      }
    }
    run()
    for (let y = 0; y < down; y++) {
      let to = 2 * (y * stride + before + first)
      for (let at = y * LINES; at < y * LINES + count; at++) {
        values[to++] = re[at] as number
        values[to++] = im[at] as number
      }
    }
  }
}

/**
 * Fills the columns before the first and after the last one with other columns' conjugates, so that
 * the interpolation can read beyond the transform's edges.
 */
function repeatEdges({ across, down, stride, before }: Frequencies, values: Float32Array): void {
  for (let x = -before; x < stride - before; x++) {
    if (x >= 0 && x <= across / 2) continue
    for (let y = 0; y < down; y++) {
      const to = 2 * (y * stride + before + x)
      const from = 2 * (((down - y) % down) * stride + before + (x < 0 ? -x : across - x))
      values[to] = values[from] as number
      values[to + 1] = -(values[from + 1] as number)
    }
  }
}

/** Computes the Fourier transform of a picture's residual (its luma without the local mean). */
export function frequenciesOf(residual: Residual): Frequencies {
  const { width, height } = residual
  const [across, down] = [finely(width), finely(height)]
  const before = TAPS / 2 - 1
  const stride = across / 2 + TAPS
  const kernel = openKernel()
  const address = kernel.alloc(2 * stride * down * 4)
  const spectrum = { size: { width, height }, across, down, stride, before, address, kernel }
  const values = new Float32Array(kernel.memory.buffer, address, 2 * stride * down)
  transformRows(residual, spectrum, values)
  transformColumns(spectrum, values)
  repeatEdges(spectrum, values)
  return spectrum
}
