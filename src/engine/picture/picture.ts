import type { Size } from './size.ts'

/**
 * Layout of samples in memory, with eight bits each. `rgba`: one plane of four bytes per pixel.
 * `rgba16`: the same with 16 bits per sample, the lower byte first. All others: one plane per
 * component. `ycc` and `ycck` have JFIF's full range. A streamed `ycc` may have another `Range`.
 */
export type Layout = 'gray' | 'ycc' | 'rgb' | 'cmyk' | 'ycck' | 'rgba' | 'rgba16'

/**
 * Layout of a streamed picture. One layout exists only there. `rgb24`: one plane of three bytes per
 * pixel.
 */
export type StreamedLayout = Layout | 'rgb24'

/**
 * Range of the levels of `ycc`. `limited` is that of BT.601: Y from 16 to 235, and chroma from 16
 * to 240.
 */
export type Range = 'full' | 'limited'

/**
 * Matrix between RGB and `ycc`: that of BT.601, that of BT.709, or that of BT.2020 with
 * non-constant luminance.
 */
export type Matrix = 'bt601' | 'bt709' | 'bt2020'

/** Returns the number of bytes per pixel of a plane in this layout. */
export function pixelBytes(layout: StreamedLayout): 1 | 3 | 4 | 8 {
  if (layout === 'rgba16') return 8
  if (layout === 'rgb24') return 3
  return layout === 'rgba' ? 4 : 1
}

/** Plane of a streamed picture. */
export interface StreamedPlane extends Size {
  /**
   * Samples per pixel of the stored picture, across and down. Below 1 if chroma is subsampled, or
   * if the image is decoded at a smaller size.
   */
  readonly density: readonly [number, number]
  /**
   * Column and row of the stored plane at which the plane begins, in samples. Only a cropped plane
   * has it.
   */
  readonly start?: readonly [number, number]
}

/**
 * Next rows of each plane of a streamed picture. A strip may have no rows for some planes. They are
 * valid until the next strip is requested.
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
   * `cmyk`, `ycck`: `true` if 255 means no ink, as Adobe's software stores it; `false` if 0 does.
   */
  readonly inverted: boolean
  /**
   * `cmyk`, `ycck`: address of the profile's `inkGrid` in kernel memory. Without it, the inks are
   * those of a common press.
   */
  readonly inks?: number | undefined
  /** `ycc`: range of the samples; full if absent. */
  readonly range?: Range | undefined
  /** `ycc`: matrix of the samples; BT.601 if absent. */
  readonly matrix?: Matrix | undefined
  readonly planes: readonly StreamedPlane[]
  readonly strips: AsyncIterable<Strip>
}

/** Plane in kernel memory. Its rows have no gaps. */
export interface Plane extends Size {
  readonly address: number
}

/**
 * Whole picture in kernel memory. The chroma planes of `ycc` have the width and height of the
 * picture, or half of them rounded up.
 */
export interface Picture extends Size {
  readonly layout: Layout
  /** `true` if 255 means no ink (as in `Pixels`). */
  readonly inverted?: boolean
  /** Address of the profile's `inkGrid` in kernel memory (as in `Pixels`). */
  readonly inks?: number | undefined
  /** `ycc`: matrix of the samples; BT.601 if absent (as in `Pixels`). */
  readonly matrix?: Matrix | undefined
  readonly planes: readonly Plane[]
}

/** Whole picture outside the kernel: `width * height * 4` bytes of RGBA with straight alpha. */
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

/** Scale of a decode: one for all components, or one for each kind of component. */
export type Scale = DecodeScale | Scales

/** Returns the scales of dense and of subsampled components. */
export const scalesOf = (scale: Scale): Scales =>
  typeof scale === 'number' ? { dense: scale, subsampled: scale } : scale
