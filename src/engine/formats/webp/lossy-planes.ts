import { Failure } from '../../../errors.ts'
import type { Picture, Plane } from '../../picture/picture.ts'
import type { Size } from '../../picture/size.ts'
import { heapBytes } from '../../wasm/heap.ts'
import { type Kernel, view } from '../../wasm/kernel.ts'
import { vp8Encoder } from '../../wasm/vp8-encoder.ts'

/** Chroma level without color. */
const NEUTRAL = 128

/** Planes that the VP8 encoder takes: limited range and 4:2:0. */
export interface LossyPlanes {
  readonly y: number
  readonly yStride: number
  readonly u: number
  readonly v: number
  readonly uvStride: number
}

const halved = (side: number) => Math.ceil(side / 2)

/** Returns a picture's planes, each stored without gaps between rows. */
const packed = (luma: number, cb: number, cr: number, { width }: Size): LossyPlanes => ({
  y: luma,
  yStride: width,
  u: cb,
  v: cr,
  uvStride: halved(width),
})

const chromaBytes = ({ width, height }: Size) => halved(width) * halved(height)

/** Returns the kernel memory in bytes that planes beside a picture take. */
export const separateMemory = (size: Size): number =>
  heapBytes(size.width * size.height, chromaBytes(size), chromaBytes(size))

/**
 * Converts an RGBA picture to planes beside it, for a picture with transparency. The colors in
 * transparent pixels change, but the alpha stays.
 */
export function separatePlanes(kernel: Kernel, { width, height }: Size, rgba: number): LossyPlanes {
  const encoder = vp8Encoder(kernel)
  const chroma = chromaBytes({ width, height })
  const planes = packed(kernel.alloc(width * height), kernel.alloc(chroma), kernel.alloc(chroma), {
    width,
    height,
  })
  encoder.smoothHidden(rgba, width, height)
  convert(kernel, { width, height }, rgba, planes)
  return planes
}

function convert(
  kernel: Kernel,
  size: Size,
  rgba: number,
  { y, yStride, u, v, uvStride }: LossyPlanes,
): void {
  vp8Encoder(kernel).rgbaToLimited({ rgba, ...size, y, yStride, cb: u, cr: v, chromaStride: uvStride })
}

/**
 * Returns the kernel memory in bytes that `planesInPlace` takes: a copy of two RGBA rows, or a
 * chroma row.
 */
export const inPlaceMemory = ({ width }: Size): number => heapBytes(8 * width)

/**
 * Makes an opaque picture's planes in the picture's own memory.
 * @param picture RGBA, gray, or full-range Y, Cb and Cr with halved chroma. It is overwritten
 */
export function planesInPlace(kernel: Kernel, picture: Picture): LossyPlanes {
  const { layout, planes } = picture
  const [luma, cb, cr] = planes
  if (!luma) throw new Failure('internal', undefined, 'a picture has no planes')
  if (layout === 'rgba') return overRgba(kernel, picture, luma.address)
  if (layout === 'gray') return grayPlanes(kernel, luma)
  if (layout !== 'ycc' || !cb || !cr || cb.width !== halved(luma.width) || cb.height !== halved(luma.height))
    throw new Failure('internal', undefined, `WebP takes no ${layout} picture of this shape`)
  reduce(kernel, luma, 0)
  reduce(kernel, cb, 1)
  reduce(kernel, cr, 1)
  return packed(luma.address, cb.address, cr.address, luma)
}

function reduce(kernel: Kernel, { address, width, height }: Plane, chroma: 0 | 1): void {
  vp8Encoder(kernel).reduceRange(address, width * height, chroma)
}

/** Returns planes for a gray picture. All chroma rows are the same row. */
function grayPlanes(kernel: Kernel, luma: Plane): LossyPlanes {
  reduce(kernel, luma, 0)
  const row = kernel.alloc(halved(luma.width))
  view(kernel, row, halved(luma.width)).fill(NEUTRAL)
  return { y: luma.address, yStride: luma.width, u: row, v: row, uvStride: 0 }
}

/**
 * Writes the planes over the pixels. Each luma row is followed by a Cb row or a Cr row, in turns,
 * so that two plane rows take less room than two pixel rows. The first rows are converted from a
 * copy. From then on, pixels are read before they are overwritten.
 */
function overRgba(kernel: Kernel, { width, height }: Size, rgba: number): LossyPlanes {
  const stride = width + halved(width)
  const planes = { y: rgba, yStride: stride, u: rgba + width, v: rgba + width + stride, uvStride: 2 * stride }
  const first = { width, height: Math.min(2, height) }
  const length = 4 * first.width * first.height
  const copy = kernel.alloc(length)
  view(kernel, copy, length).set(view(kernel, rgba, length))
  convert(kernel, first, copy, planes)
  if (height > 2) {
    const rest = { ...planes, y: planes.y + 2 * stride, u: planes.u + 2 * stride, v: planes.v + 2 * stride }
    convert(kernel, { width, height: height - 2 }, rgba + length, rest)
  }
  return planes
}
