import { Failure } from '../../errors.ts'
import { newMemory } from '../memory/pool.ts'
import wasm from './kernel.wasm'
import type { InflateKernel, PngReaderKernel, PngWriterKernel } from './png-kernel.ts'
import type { WebpKernel } from './webp-kernel.ts'

type Readers = InflateKernel & PngReaderKernel & WebpKernel

/** Weights that turn Y, Cb and Cr into RGB (see `src/engine/kernel/pixels/weighted.ts`). */
export type Weights = readonly [
  luma: number,
  dark: number,
  redCr: number,
  greenCb: number,
  greenCr: number,
  blueCb: number,
]

/**
 * Arguments of a conversion of inks that follow its planes. Without a grid, the inks are those of a
 * common press.
 */
type Inks = [count: number, inverted: number, out: number, grid?: number]

/**
 * Exports of `src/engine/kernel/index.ts`, which documents them. Addresses and lengths are in bytes
 * of `memory`.
 */
export interface Kernel extends Readers, PngWriterKernel {
  readonly memory: WebAssembly.Memory
  alloc(bytes: number): number
  heapMark(): number
  heapRelease(mark: number): void

  jpegOpen(eighths: number, subsampled: number): void
  jpegInput(): number
  jpegCapacity(): number
  jpegFeed(length: number, last: number): number
  jpegNext(): number
  jpegWidth(): number
  jpegHeight(): number
  jpegComponents(): number
  jpegColor(): number
  jpegInverted(): number
  jpegPlaneWidth(component: number): number
  jpegPlaneHeight(component: number): number
  jpegStride(component: number): number
  jpegBand(component: number): number
  jpegRows(component: number): number

  gifOpen(
    canvas: number,
    width: number,
    height: number,
    left: number,
    top: number,
    imageWidth: number,
    imageHeight: number,
    interlaced: number,
    codeSize: number,
  ): number
  gifPalette(): number
  gifInput(): number
  gifCapacity(): number
  gifFeed(length: number): number
  gifRows(): number

  resampleOpen(
    channels: number,
    inWidth: number,
    inHeight: number,
    x: number,
    y: number,
    width: number,
    height: number,
    outWidth: number,
    outHeight: number,
    filter: number,
  ): number
  resampleRows(handle: number, rows: number, stride: number, count: number): void
  resampleOutput(handle: number): number
  resampleDone(handle: number): number
  resampleWideOpen(
    inWidth: number,
    inHeight: number,
    x: number,
    y: number,
    width: number,
    height: number,
    outWidth: number,
    outHeight: number,
    filter: number,
    weigh: number,
    bits: number,
    curves: number,
    curveStep: number,
    conversion: number,
    light: number,
    matrix: number,
  ): number
  resampleWideRows(rows: number, stride: number, count: number): void
  resampleWideOutput(): number
  resampleWideDone(): number
  wideToRgba(wide: number, count: number, out: number): void
  spreadRow(
    upper: number,
    lower: number,
    weight: number,
    width: number,
    density: number,
    work: number,
    out: number,
    count: number,
  ): void

  yccToRgba(y: number, cb: number, cr: number, count: number, out: number): void
  limitedToRgba(y: number, cb: number, cr: number, count: number, out: number): void
  expandRange(samples: number, count: number, chroma: number): void
  weightedToRgba(y: number, cb: number, cr: number, count: number, out: number, ...weights: Weights): void
  grayToRgba(gray: number, count: number, out: number): void
  rgb24ToRgba(rgb: number, count: number, out: number): void
  rgbToRgba(r: number, g: number, b: number, count: number, out: number): void
  cmykToRgba(...args: readonly [c: number, m: number, y: number, k: number, ...rest: Inks]): void
  ycckToRgba(...args: readonly [y: number, cb: number, cr: number, k: number, ...rest: Inks]): void
  rgbaToYcc(
    rgba: number,
    width: number,
    height: number,
    y: number,
    cb: number,
    cr: number,
    subsampling: number,
  ): void
  premultiply(rgba: number, count: number): void
  unpremultiply(rgba: number, count: number): void
  flatten(rgba: number, count: number, r: number, g: number, b: number): void
  composite(base: number, over: number, count: number): void
  blend(base: number, over: number, count: number, mode: number): void
  convertColors(rgba: number, count: number, curves: number, matrix: number): void
  convertByCube(rgba: number, count: number, cube: number): void
  mapChannels(rgba: number, count: number, tables: number): void
  changeBits(rgba: number, count: number, kept: number, inverted: number): void
  recolor(rgba: number, count: number, matrix: number): void
  countLightness(rgba: number, count: number, curve: number, levels: number): void
  stretchLightness(rgba: number, count: number, curve: number, scale: number, offset: number): void
  turnPlane(
    source: number,
    width: number,
    height: number,
    pixelBytes: number,
    swap: number,
    mirrorX: number,
    mirrorY: number,
    out: number,
  ): void

  trimOpen(width: number, height: number, alpha: number): void
  trimRows(rgba: number, count: number): void
  trimColumnLeast(): number
  trimColumnMost(): number
  trimRowLeast(): number
  trimRowMost(): number

  isOpaque(rgba: number, count: number): number
  blur(rgba: number, width: number, height: number, mask: number, radius: number): void
  blurReduced(rgba: number, width: number, height: number, factor: number, mask: number, radius: number): void
  sharpen(rgba: number, width: number, height: number, curve: number, mask: number, radius: number): void
  pixelate(rgba: number, width: number, height: number, side: number): void
  rotate(
    rgba: number,
    width: number,
    height: number,
    cos: number,
    sin: number,
    left: number,
    top: number,
    color: number,
    out: number,
    outWidth: number,
    outHeight: number,
  ): void
  tileRow(
    tile: number,
    width: number,
    height: number,
    across: number,
    down: number,
    cos: number,
    sin: number,
    x: number,
    y: number,
    out: number,
    count: number,
  ): void

  encodeOpen(width: number, height: number, layout: number, quality: number): number
  encodePlanes(y: number, yStride: number, cb: number, cStride: number, cr: number): void
  encodeNext(): number
  encodeOutput(): number
}

/**
 * Starts a kernel for one transform.
 * @param memory memory that is all zeros and that no other kernel uses meanwhile
 */
export function openKernel(memory = newMemory('kernel')): Kernel {
  return new WebAssembly.Instance(wasm, { env: { memory } }).exports as unknown as Kernel
}

/**
 * Returns a view of kernel memory. It is valid until the next `alloc`, which may grow the memory.
 */
export function view({ memory }: Kernel, address: number, length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(memory.buffer as ArrayBuffer, address, length)
}

/** Returns `true` if the bytes are a view of kernel memory. */
export function isInside({ memory }: Kernel, bytes: Uint8Array): boolean {
  return bytes.buffer === memory.buffer
}

/** Numbers of the filters in the kernel's resamplers. */
export const FILTERS = { triangle: 0, catrom: 1, mitchell: 2, lanczos3: 3 } as const

export type Filter = keyof typeof FILTERS

/** Numbers of the blend modes in the kernel's `blend`. */
export const BLENDS = { multiply: 1, screen: 2, overlay: 3, 'soft-light': 4, difference: 5 } as const

export type Blend = keyof typeof BLENDS

/** Returns the failure for a negative status of the kernel. */
export function kernelFailure(status: number, format: string): Failure {
  if (status === -1) return new Failure('corrupt', `${format}: the image data is damaged`)
  if (status === -2) return new Failure('unsupported', `${format}: images of this kind are not supported`)
  return new Failure('too-large', `${format}: the image has too many parts; save it again`)
}
