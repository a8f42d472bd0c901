import type { PlaneSize } from './size.ts'

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

/** By what a decoder may divide a picture's sides while it decodes. */
export type Denominator = 1 | 2 | 4 | 8
