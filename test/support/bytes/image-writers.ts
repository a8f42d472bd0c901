import { crc32 } from 'node:zlib'

/** Input of `join`: bytes, a single byte, or text with one byte for each character. */
export type Part = Uint8Array | readonly number[] | number | string

export function join(...parts: readonly Part[]): Uint8Array<ArrayBuffer> {
  const pieces = parts.map(toBytes)
  const joined = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    joined.set(piece, at)
    at += piece.length
  }
  return joined
}

function toBytes(part: Part): Uint8Array | readonly number[] {
  if (typeof part === 'number') return [part]
  return typeof part === 'string' ? Uint8Array.from(part, (character) => character.charCodeAt(0)) : part
}

export const be16 = (n: number) => [(n >> 8) & 255, n & 255]
export const be32 = (n: number) => [n >>> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255]
export const le16 = (n: number) => be16(n).reverse()
export const le24 = (n: number) => be32(n).slice(1).reverse()
export const le32 = (n: number) => be32(n).reverse()

export type ByteOrder = 'II' | 'MM'

/**
 * Returns a TIFF block with entries before and after the orientation. Its next directory is itself.
 */
export function tiff(orientation: number, order: ByteOrder = 'MM', { type = 3, count = 1 } = {}): Uint8Array {
  const u16 = order === 'II' ? le16 : be16
  const u32 = order === 'II' ? le32 : be32
  const entry = (tag: number, value: readonly number[], kind = 3, values = 1) =>
    join(u16(tag), u16(kind), u32(values), value, 0, 0)
  const entries = [entry(0x0100, u16(3)), entry(0x0112, u16(orientation), type, count), entry(0x0128, u16(2))]
  return join(order, u16(42), u32(8), u16(entries.length), ...entries, u32(8))
}

/** Writes a marker segment. `length` replaces the correct value in its length field. */
export const segment = (marker: number, body: Part, length = join(body).length + 2) =>
  join(0xff, marker, be16(length), body)

export const exifSegment = (block: Uint8Array) => segment(0xe1, join('Exif\0\0', block))

export const iccSegment = (profile: Part = 'a profile') => segment(0xe2, join('ICC_PROFILE\0', 1, 1, profile))

export interface JpegShape {
  width?: number
  height?: number
  precision?: number
  /** Number of components in the frame header and in the first scan header. */
  components?: number
  scanned?: number
  /** Marker of the frame header. */
  sof?: number
  /** Sampling factors of every component as stored: 0x11 for 1 × 1. */
  sampling?: number
  before?: readonly Part[]
  after?: readonly Part[]
}

export function sof(shape: JpegShape = {}): Uint8Array {
  const { width = 40, height = 30, precision = 8, components = 3, sampling = 0x11 } = shape
  const list = Array.from({ length: components }, (_, id) => [id + 1, sampling, 0]).flat()
  return segment(shape.sof ?? 0xc0, join(precision, be16(height), be16(width), components, list))
}

export const sos = (components = 3) =>
  segment(0xda, [components, ...Array.from({ length: components }, (_, id) => [id + 1, 0]).flat(), 0, 63, 0])

/** Returns a JPEG from SOI to EOI with a few bytes of scan data. */
export function jpeg(shape: JpegShape = {}): Uint8Array<ArrayBuffer> {
  const { components = 3, before = [], after = [] } = shape
  const jfif = segment(0xe0, join('JFIF\0', 1, 2, 0, be16(1), be16(1), 0, 0))
  const scan = join(sos(shape.scanned ?? components), 1, 2, 3, 0xff, 0xd9)
  return join(0xff, 0xd8, jfif, ...before, sof(shape), ...after, scan)
}

export const PNG_SIGNATURE = '\x89PNG\r\n\x1a\n'

export function pngChunk(type: string, data: Part = []): Uint8Array {
  const body = join(type, data)
  return join(be32(body.length - 4), body, be32(crc32(body)))
}

export interface PngShape {
  width?: number
  height?: number
  depth?: number
  colorType?: number
  compression?: number
  filter?: number
  interlace?: number
  /** Chunks between IHDR and IDAT. */
  chunks?: readonly Uint8Array[]
}

export function ihdr(shape: PngShape = {}): Uint8Array {
  const {
    width = 40,
    height = 30,
    depth = 8,
    colorType = 2,
    compression = 0,
    filter = 0,
    interlace = 0,
  } = shape
  return pngChunk('IHDR', join(be32(width), be32(height), depth, colorType, compression, filter, interlace))
}

/** Returns a PNG whose compressed pixel data is four arbitrary bytes. */
export const png = (shape: PngShape = {}) =>
  join(PNG_SIGNATURE, ihdr(shape), ...(shape.chunks ?? []), pngChunk('IDAT', [1, 2, 3, 4]), pngChunk('IEND'))

/** Writes a RIFF chunk with its padding. `size` replaces the correct value in its size field. */
export function webpChunk(type: string, data: Part, size = join(data).length): Uint8Array {
  const body = join(data)
  return join(type, le32(size), body, body.length % 2 ? 0 : [])
}

export function webp(...chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const body = join('WEBP', ...chunks)
  return join('RIFF', le32(body.length), body)
}

/** Returns an image's chunks without the file header. */
export function imageChunks(file: Uint8Array): Uint8Array {
  const isExtended = Buffer.from(file).toString('latin1', 12, 16) === 'VP8X'
  return file.subarray(isExtended ? 30 : 12)
}

/**
 * Returns a lossy image: a visible key frame with version 0. In each side, the upper two bits are
 * the scale.
 */
export const vp8 = (width: number, height: number, tag = 0x10) =>
  webpChunk('VP8 ', join(tag, 0, 0, 0x9d, 0x01, 0x2a, le16(width | 0x4000), le16(height | 0x8000), 1, 2, 3))

/** Returns a lossless image. */
export const vp8l = (width: number, height: number, alpha: boolean, version = 0) =>
  webpChunk(
    'VP8L',
    join(0x2f, le32((width - 1) | ((height - 1) << 14) | (Number(alpha) << 28) | (version << 29)), 1, 2, 3),
  )

/** Flags of a VP8X chunk. */
export const WEBP = { icc: 0x20, alpha: 0x10, exif: 0x08, xmp: 0x04, animation: 0x02 } as const

export const vp8x = (flags: number, width: number, height: number) =>
  webpChunk('VP8X', join(flags, 0, 0, 0, le24(width - 1), le24(height - 1)))

/** Returns an animation frame that covers a canvas of this size. */
export const anmf = (width: number, height: number, image = vp8(width, height)) =>
  webpChunk('ANMF', join(le24(0), le24(0), le24(width - 1), le24(height - 1), le24(100), 0, image))

export interface GifShape {
  width?: number
  height?: number
  /** Blocks between the global color table and the trailer. */
  blocks?: readonly Uint8Array[]
}

/** Returns a GIF with a color table of four entries. */
export const gif = ({ width = 40, height = 30, blocks = [gifImage()] }: GifShape = {}) =>
  join('GIF89a', le16(width), le16(height), 0x81, 0, 0, new Uint8Array(12), ...blocks, 0x3b)

/** Returns a frame with a two-entry color table and two data sub-blocks. */
export const gifImage = ({ left = 0, top = 0, width = 40, height = 30, packed = 0x80 } = {}) =>
  join(0x2c, le16(left), le16(top), le16(width), le16(height), packed, new Uint8Array(6), 2, 2, 1, 2, 1, 3, 0)

export const gifControl = (transparent: boolean, disposal = 0) =>
  join(0x21, 0xf9, 4, (disposal << 2) | Number(transparent), 0, 0, 0, 0)

export const gifComment = (text: string) => join(0x21, 0xfe, text.length, text, 0)
