import type { Size } from './size.ts'

/**
 * Sample layout in memory. Samples have eight bits, except in `rgba16`. `rgba`: one plane with four
 * bytes per pixel. `rgba16`: the same with 16 bits per sample, the lower byte first. All others:
 * one plane per component. `ycc` and `ycck` have JFIF's full range. A streamed `ycc` may have
 * another `Range`.
 */
export type Layout = 'gray' | 'ycc' | 'rgb' | 'cmyk' | 'ycck' | 'rgba' | 'rgba16'

/**
 * Layout of a streamed picture. `rgb24` exists only in streams: one plane with three bytes per
 * pixel.
 */
export type StreamedLayout = Layout | 'rgb24'

/**
 * Level range for `ycc`. `limited` is the BT.601 range: Y from 16 to 235, and chroma from 16 to
 * 240.
 */
export type Range = 'full' | 'limited'

/** Matrix between RGB and `ycc`: BT.601, BT.709, or BT.2020 with non-constant luminance. */
export type Matrix = 'bt601' | 'bt709' | 'bt2020'

/** Returns the bytes per pixel in a plane with this layout. */
export function pixelBytes(layout: StreamedLayout): 1 | 3 | 4 | 8 {
  if (layout === 'rgba16') return 8
  if (layout === 'rgb24') return 3
  return layout === 'rgba' ? 4 : 1
}

/** Plane in a streamed picture. */
export interface StreamedPlane extends Size {
  /**
   * Samples per stored pixel, across and down. The value is below 1 if chroma is subsampled, or if
   * the image is decoded at a smaller size.
   */
  readonly density: readonly [number, number]
  /**
   * Column and row in the stored plane at which the plane begins, in samples. Only a cropped plane
   * has it.
   */
  readonly start?: readonly [number, number]
}

/**
 * Next rows for each plane in a streamed picture. A strip may have no rows for some planes. The
 * rows are valid until the next strip is requested.
 */
export interface Strip {
  readonly planes: readonly { readonly rows: Uint8Array; readonly stride: number; readonly count: number }[]
}

/**
 * Streamed picture: its shape, which is known before the first row, and its rows from top to
 * bottom.
 */
export interface Pixels {
  readonly layout: StreamedLayout
  /**
   * `cmyk`, `ycck`: `true` if 255 means no ink, as in files from Adobe's software; `false` if 0
   * means no ink.
   */
  readonly inverted: boolean
  /**
   * `cmyk`, `ycck`: address of the profile's `inkGrid` in kernel memory. Without it, typical press
   * inks are assumed.
   */
  readonly inks?: number | undefined
  /** `ycc`: sample range; full if absent. */
  readonly range?: Range | undefined
  /** `ycc`: color matrix; BT.601 if absent. */
  readonly matrix?: Matrix | undefined
  readonly planes: readonly StreamedPlane[]
  readonly strips: AsyncIterable<Strip>
}

/** Plane in kernel memory. Its rows have no gaps. */
export interface Plane extends Size {
  readonly address: number
}

/**
 * Whole picture in kernel memory. The chroma planes in `ycc` have the picture's width and height,
 * or half of them rounded up.
 */
export interface Picture extends Size {
  readonly layout: Layout
  /** `true` if 255 means no ink (as in `Pixels`). */
  readonly inverted?: boolean
  /** Address of the profile's `inkGrid` in kernel memory (as in `Pixels`). */
  readonly inks?: number | undefined
  /** `ycc`: color matrix; BT.601 if absent (as in `Pixels`). */
  readonly matrix?: Matrix | undefined
  readonly planes: readonly Plane[]
}

/** Whole picture outside the kernel: `width * height * 4` bytes in RGBA with straight alpha. */
export interface Frame extends Size {
  readonly data: Uint8Array
}

/** Scale at which a decoder decodes, in eighths of each side. */
export type DecodeScale = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8

/**
 * Scales at which a decoder decodes the components with the most samples (`dense`) and the
 * subsampled components.
 */
export interface Scales {
  readonly dense: DecodeScale
  readonly subsampled: DecodeScale
}

/** Decoding scale: one for all components, or one for each kind of component. */
export type Scale = DecodeScale | Scales

/** Returns the scales for dense and for subsampled components. */
export const scalesOf = (scale: Scale): Scales =>
  typeof scale === 'number' ? { dense: scale, subsampled: scale } : scale
