import { expect } from 'vitest'
import type { Kernel } from '../../../src/engine/wasm/kernel.ts'
import { bytes, kernel } from '../kernel/kernel.ts'

/** Plane of samples without gaps. */
export interface Plane {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/** Planes of a picture, and their layout for `encodeOpen`. */
export interface Picture {
  readonly layout: number
  readonly planes: readonly Plane[]
}

function plane(width: number, height: number, at: (x: number, y: number) => number): Plane {
  const data = Uint8ClampedArray.from({ length: width * height }, (_, i) =>
    at(i % width, Math.floor(i / width)),
  )
  return { width, height, data: new Uint8Array(data.buffer) }
}

/** Paints Y, Cb and Cr planes in the sizes of the layout. */
export function picture(
  layout: number,
  width: number,
  height: number,
  at: (x: number, y: number, component: number) => number,
): Picture {
  const sampling = layout === 2 ? 2 : 1
  const planes = [0, 1, 2].slice(0, layout === 0 ? 1 : 3).map((component) => {
    const divisor = component === 0 ? 1 : sampling
    return plane(Math.ceil(width / divisor), Math.ceil(height / divisor), (x, y) => at(x, y, component))
  })
  return { layout, planes }
}

/**
 * Converts a frame to Y, Cb and Cr (T.871 clause 7). If chroma is smaller, a sample is the mean
 * over the pixels that it covers.
 */
export function convert(
  { width, height, data }: { width: number; height: number; data: Uint8Array },
  layout: number,
) {
  const weights = [
    [0.299, 0.587, 0.114],
    [-0.299 / 1.772, -0.587 / 1.772, 0.5],
    [0.5, -0.587 / 1.402, -0.114 / 1.402],
  ] as const
  return picture(layout, width, height, (x, y, component) => {
    const side = layout === 2 && component > 0 ? 2 : 1
    let sum = 0
    for (let k = 0; k < side * side; k++) {
      const column = Math.min(x * side + (k % side), width - 1)
      const row = Math.min(y * side + Math.floor(k / side), height - 1)
      const [r, g, b] = weights[component] ?? weights[0]
      const at = (row * width + column) * 4
      sum += r * (data[at] as number) + g * (data[at + 1] as number) + b * (data[at + 2] as number)
    }
    return Math.round(sum / (side * side)) + (component > 0 ? 128 : 0)
  })
}

/**
 * Opens the encoder and returns a function that begins a file with the planes of the picture.
 * @param mode 0: baseline; 1: progressive
 * @param gap bytes between the rows of a plane
 */
export function openEncoder(
  instance: Kernel,
  { layout, planes }: Picture,
  quality: number,
  mode = 0,
  gap = 0,
): () => void {
  const [y, cb, cr] = planes.map(({ width, height, data }) => {
    const stride = width + gap
    // The last row ends with its block, so that a read beyond a row is caught.
    const at = instance.alloc(stride * height - gap)
    for (let row = 0; row < height; row++) {
      bytes(instance, at + row * stride, width).set(data.subarray(row * width, (row + 1) * width))
    }
    return { at, stride }
  })
  const { width, height } = planes[0] as Plane
  expect(instance.encodeOpen(width, height, layout, quality, mode)).toBe(0)
  return () => instance.encodePlanes(y?.at ?? 0, y?.stride ?? 0, cb?.at ?? 0, cb?.stride ?? 0, cr?.at ?? 0)
}

export function readPieces(instance: Kernel): Uint8Array[] {
  const pieces: Uint8Array[] = []
  for (;;) {
    const length = instance.encodeNext()
    if (length === 0) return pieces
    pieces.push(bytes(instance, instance.encodeOutput(), length).slice())
  }
}

export function encodePieces(from: Picture, quality: number, mode = 0, gap = 0): Uint8Array[] {
  const instance = kernel()
  openEncoder(instance, from, quality, mode, gap)()
  return readPieces(instance)
}

export const encode = (from: Picture, quality: number, mode = 0, gap = 0): Buffer<ArrayBuffer> =>
  Buffer.concat(encodePieces(from, quality, mode, gap))

/** Returns a function whose results are random bytes, the same in each run. */
export function noise(): () => number {
  let state = 1
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state >>> 24
  }
}

/** Paints noise that becomes stronger from the first pixel to the last. */
export function growingNoise(layout: number): Picture {
  const next = noise()
  return picture(layout, 400, 200, (x, y) => 128 + ((next() - 127.5) * (x + 400 * y)) / 80_000)
}
