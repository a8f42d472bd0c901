import type { Kernel } from '../wasm/kernel.ts'
import type { InstanceNeed } from '../wasm/pool.ts'
import type { Header } from './header.ts'

/**
 * How samples stand in memory, eight bits each. `rgba`: one plane of four bytes a pixel. All else: one plane a component;
 * `ycc` and `ycck` are JFIF's full range.
 */
export type Layout = 'gray' | 'ycc' | 'rgb' | 'cmyk' | 'ycck' | 'rgba'

/** `rgba16`: as `rgba`, of 16 bits a sample, the lower byte first. Only pictures on their way have it. */
export type StreamedLayout = Layout | 'rgba16'

/** Bytes a pixel of a plane. */
export function pixelBytes(layout: StreamedLayout): 1 | 4 | 8 {
  if (layout === 'rgba16') return 8
  return layout === 'rgba' ? 4 : 1
}

/** Size of one plane, in samples. */
export interface PlaneSize {
  readonly width: number
  readonly height: number
}

/** A plane of a picture on its way. */
export interface StreamedPlane extends PlaneSize {
  /** Samples a source pixel, across and down: less than 1 where chroma is subsampled or the image decoded smaller. */
  readonly density: readonly [number, number]
}

/** The next rows of every plane, none or more of each; valid until the next strip is asked for. */
export interface Strip {
  readonly planes: readonly { readonly rows: Uint8Array; readonly stride: number; readonly count: number }[]
}

/** A picture on its way: its shape, known before its first row, and its rows from top to bottom. */
export interface Pixels {
  readonly layout: StreamedLayout
  /** `cmyk`, `ycck`: whether 255 is no ink, as Adobe's software stores it, and not 0. */
  readonly inverted: boolean
  readonly planes: readonly StreamedPlane[]
  readonly strips: AsyncIterable<Strip>
}

/** A plane in the kernel's memory, its rows without gaps. */
export interface Plane extends PlaneSize {
  readonly address: number
}

/** A whole picture in the kernel's memory. The chroma planes of `ycc` have its size, or half of it rounded up. */
export interface Picture extends PlaneSize {
  readonly layout: Layout
  /** As in `Pixels`. */
  readonly inverted?: boolean
  readonly planes: readonly Plane[]
}

/** A whole picture outside the kernel: `width * height * 4` bytes of straight-alpha RGBA. */
export interface Frame extends PlaneSize {
  readonly data: Uint8Array
}

/** A compressed image as it arrives. */
export interface ByteSource {
  /** The whole image in one piece; throws `Failure` source-too-large beyond the limit. */
  readAll(): Promise<Uint8Array<ArrayBuffer>>
  /** The image piece by piece; a piece is valid until the next one is asked for. */
  chunks(): AsyncIterable<Uint8Array>
}

/** By what a decoder may divide a picture's sides while it decodes. */
export type Denominator = 1 | 2 | 4 | 8

/** Turns a compressed image into pixels, in an instance that serves no other meanwhile. */
export interface Decoder {
  /** Whether it takes the whole image and gives a whole picture, as codecs outside the kernel do. */
  readonly foreign: boolean
  /** The denominators that it knows. */
  readonly denominators: readonly Denominator[]
  /**
   * Bytes that a decode holds at its peak, all that it keeps of its input included.
   * @param size length of the compressed image in bytes
   */
  memory(header: Header, size: number, denominator: Denominator): number
  /** Of these, those of a foreign codec's instance. */
  instance?(header: Header, size: number): InstanceNeed
  /** Throws `Failure`: corrupt, unsupported, also while the strips are read. */
  decode(input: ByteSource, header: Header, kernel: Kernel, denominator: Denominator): Promise<Pixels>
}

/** What an encoder is told; each reads what its format knows. */
export interface EncodeSettings {
  /** 1 to 100. */
  readonly quality: number
  readonly lossless: boolean
  /** Lossless, of pixels that were changed to be coded well, as much as `quality` lets. */
  readonly nearLossless: boolean
  /** 0 to 100. */
  readonly alphaQuality: number
  readonly progressive: boolean
  /** 0, stored, to 9. */
  readonly compression: number
  /** Whether each row gets the filter that suits it best. */
  readonly adaptive: boolean
  /** Whether any pixel of the picture may be transparent. */
  readonly alpha: boolean
}

export interface Encoder {
  /** Most pixels that a side of its images can have. */
  readonly maxSide: number
  /** Bytes that an encode holds at its peak beside the picture, its output included. */
  memory(size: PlaneSize, settings: EncodeSettings): number
  /** Of these, those of a foreign codec's instance, if one is used. */
  instance?(size: PlaneSize, settings: EncodeSettings): InstanceNeed | undefined
  /** Throws `Failure`: too-large for the format. */
  encode(picture: Picture, settings: EncodeSettings, kernel: Kernel): Promise<Uint8Array<ArrayBuffer>>
}
