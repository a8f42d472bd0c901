import { deflateSync } from 'node:zlib'
import { ihdr, join, type Part, PNG_SIGNATURE, pngChunk } from '../bytes/image-writers.ts'
import { randomNumbers } from '../properties/random.ts'

/** A picture and the way in which a PNG stores it. */
export interface PngPicture {
  readonly width: number
  readonly height: number
  readonly depth: number
  readonly colorType: number
  /** Samples at the picture's depth, row by row and pixel by pixel. */
  readonly samples: Uint16Array
  readonly interlaced?: boolean
  /** Colors of the palette. */
  readonly palette?: readonly (readonly number[])[]
  /** tRNS content: the transparent color, or the palette's alpha values. */
  readonly transparent?: readonly number[]
  /** Returns a row's filter, by the row's number in the file. By default all filters take turns. */
  readonly filterOf?: (row: number) => number
}

/** Pairs of color type and depth (PNG 11.2.1). */
export const PNG_KINDS = [
  ...[1, 2, 4, 8, 16].map((depth) => [0, depth] as const),
  ...[8, 16].map((depth) => [2, depth] as const),
  ...[1, 2, 4, 8].map((depth) => [3, depth] as const),
  ...[8, 16].map((depth) => [4, depth] as const),
  ...[8, 16].map((depth) => [6, depth] as const),
] as const

const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

/** Returns a noise picture with runs. Runs give the filters and deflate something to compress. */
export function pngPicture(
  colorType: number,
  depth: number,
  width: number,
  height: number,
  rest: Partial<PngPicture> = {},
): PngPicture {
  const random = randomNumbers(width * 31 + height * 17 + colorType * 7 + depth)
  const palette =
    rest.palette ??
    Array.from({ length: colorType === 3 ? 2 ** depth : 0 }, (_, entry) => [
      entry,
      random() & 255,
      255 - entry,
    ])
  const values = colorType === 3 ? palette.length : 2 ** depth
  const channels = CHANNELS[colorType] ?? 0
  const samples = new Uint16Array(width * height * channels)
  for (let at = 0; at < samples.length; at++) {
    const repeated = at >= channels && random() % 3 > 0
    samples[at] = repeated ? (samples[at - channels] ?? 0) : random() % values
  }
  return { width, height, depth, colorType, samples, ...(colorType === 3 && { palette }), ...rest }
}

/** First column and row, and distances between columns and rows, of the passes (PNG 8.1). */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const

/** Returns the filtered rows of all passes, before deflate (PNG 7.2, 8, 9). */
export function pngData(picture: PngPicture): Uint8Array<ArrayBuffer> {
  const { width, height, depth, filterOf = (row) => row % 5 } = picture
  const channels = CHANNELS[picture.colorType] ?? 0
  const distance = Math.max(1, (channels * depth) / 8)
  const rows: Uint8Array[] = []
  for (const [left, top, stepX, stepY] of picture.interlaced ? ADAM7 : [[0, 0, 1, 1] as const]) {
    if (left >= width) continue
    let prior: Uint8Array = new Uint8Array(0)
    for (let y = top; y < height; y += stepY) {
      const samples = new Uint16Array(Math.ceil((width - left) / stepX) * channels)
      for (let x = left, to = 0; x < width; x += stepX) {
        const at = (y * width + x) * channels
        for (let channel = 0; channel < channels; channel++)
          samples[to++] = picture.samples[at + channel] ?? 0
      }
      const raw = pack(samples, depth)
      rows.push(filtered(filterOf(rows.length), raw, prior, distance))
      prior = raw
    }
  }
  return join(...rows)
}

function pack(samples: Uint16Array, depth: number): Uint8Array {
  if (depth === 8) return Uint8Array.from(samples)
  const bytes = new Uint8Array(Math.ceil((samples.length * depth) / 8))
  for (const [index, sample] of samples.entries()) {
    const bit = index * depth
    const at = bit >> 3
    if (depth === 16) bytes.set([sample >> 8, sample & 255], at)
    else bytes[at] = (bytes[at] ?? 0) | (sample << (8 - depth - (bit & 7)))
  }
  return bytes
}

/** Filters one row (PNG 9.2). */
export function filtered(
  filter: number,
  raw: Uint8Array,
  prior: Uint8Array,
  distance: number,
): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(1 + raw.length)
  out[0] = filter
  for (let at = 0; at < raw.length; at++) {
    const a = raw[at - distance] ?? 0
    const b = prior[at] ?? 0
    const c = prior[at - distance] ?? 0
    out[1 + at] = (raw[at] ?? 0) - predicted(filter, a, b, c)
  }
  return out
}

/** Returns a filter's prediction from the bytes to the left, above, and above left (PNG 9.2). */
export function predicted(filter: number, a: number, b: number, c: number): number {
  if (filter === 1) return a
  if (filter === 2) return b
  if (filter === 3) return (a + b) >> 1
  return filter === 4 ? paeth(a, b, c) : 0
}

function paeth(a: number, b: number, c: number): number {
  const p = a + b - c
  const pa = Math.abs(p - a)
  const pb = Math.abs(p - b)
  const pc = Math.abs(p - c)
  if (pa <= pb && pa <= pc) return a
  return pb <= pc ? b : c
}

export interface PngFileShape {
  /** Lengths of all IDAT chunks except the last. The last chunk gets the remaining data. */
  readonly idats?: readonly number[]
  /** Chunks between PLTE or tRNS and IDAT. */
  readonly chunks?: readonly Uint8Array[]
  /** Data that replaces the zlib stream of the picture. */
  readonly zlib?: Uint8Array
  readonly end?: readonly Part[]
}

export function pngFile(picture: PngPicture, shape: PngFileShape = {}): Uint8Array<ArrayBuffer> {
  const { palette, transparent } = picture
  const { idats = [], chunks = [], zlib = deflateSync(pngData(picture)), end = [pngChunk('IEND')] } = shape
  const data: Uint8Array[] = []
  let at = 0
  for (const length of [...idats, zlib.length]) {
    data.push(pngChunk('IDAT', zlib.subarray(at, at + length)))
    at += length
  }
  return join(
    PNG_SIGNATURE,
    ihdr({ ...picture, interlace: picture.interlaced ? 1 : 0 }),
    palette ? pngChunk('PLTE', palette.flat()) : [],
    transparent ? pngChunk('tRNS', transparency(picture.colorType, transparent)) : [],
    ...chunks,
    ...data,
    ...end,
  )
}

const transparency = (colorType: number, values: readonly number[]) =>
  colorType === 3 ? values : values.flatMap((value) => [value >> 8, value & 255])

/**
 * Returns a zlib stream with `length` zeros, which must be a multiple of 1 MB. It repeats
 * compressed blocks and has no end.
 */
export function zlibBomb(length: number): Uint8Array {
  const megabyte = deflateSync(new Uint8Array(2 ** 20))
  const block = megabyte.subarray(2, -4)
  return join(megabyte.subarray(0, 2), ...Array<Uint8Array>(length / 2 ** 20).fill(block))
}

function pixelOf({ depth, colorType, transparent, palette }: PngPicture, stored: Uint16Array): number[] {
  const most = 2 ** depth - 1
  const a = stored[0] ?? 0
  const b = stored[1] ?? 0
  const keyed =
    transparent !== undefined && stored.every((sample, i) => sample === ((transparent[i] ?? 0) & most))
  const alpha = keyed ? 0 : most
  if (colorType === 0) return [a, a, a, alpha]
  if (colorType === 2) return [...stored, alpha]
  if (colorType === 3) return [...(palette?.[a] ?? []), transparent?.[a] ?? 255]
  return colorType === 4 ? [a, a, a, b] : [...stored]
}

/**
 * Returns the layout for decoded pixels: 16-bit RGBA for depth 16, gray for other gray pictures,
 * and RGB or, if interlaced, RGBA for all others.
 */
export function pngLayout({ depth, colorType, transparent, interlaced = false }: PngPicture) {
  if (depth === 16) return 'rgba16'
  if (colorType >= 4 || transparent) return 'rgba'
  if (colorType === 0) return 'gray'
  return interlaced ? 'rgba' : 'rgb24'
}

/** Returns the decoded pixels in the layout of `pngLayout`. */
export function pngPixels(picture: PngPicture): Uint8Array<ArrayBuffer> {
  const { width, height, depth, colorType } = picture
  const channels = CHANNELS[colorType] ?? 0
  const shown = { gray: 1, rgb24: 3, rgba: 4, rgba16: 4 }[pngLayout(picture)]
  const levels = new Uint16Array(width * height * shown)
  for (let pixel = 0; pixel < width * height; pixel++) {
    const stored = picture.samples.subarray(pixel * channels, (pixel + 1) * channels)
    levels.set(pixelOf(picture, stored).slice(0, shown), pixel * shown)
  }
  if (depth === 16) return new Uint8Array(levels.buffer)
  const most = colorType === 3 ? 255 : 2 ** depth - 1
  return Uint8Array.from(levels, (level) => (level * 255) / most)
}
