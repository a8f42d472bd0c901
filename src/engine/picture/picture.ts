import type { Size } from './size.ts'

/**
 * How samples lie in memory, eight bits each. `rgba`: one plane of four bytes per pixel. All others: one plane per
 * component; `ycc` and `ycck` have JFIF's full range, or while they are streamed `Range`.
 */
export type Layout = 'gray' | 'ycc' | 'rgb' | 'cmyk' | 'ycck' | 'rgba'

/**
 * `rgb24`: one plane of three bytes per pixel; `rgba16`: `rgba` of 16 bits per sample, the lower byte first. Only streamed
 * pictures have them.
 */
export type StreamedLayout = Layout | 'rgb24' | 'rgba16'

/** Levels of `ycc`: all of them, or BT.601's, Y from 16 to 235 and chroma from 16 to 240. */
export type Range = 'full' | 'limited'

/** The weights of `ycc`, from its primaries: those of BT.601, BT.709, or BT.2020 with constant weights. */
export type Matrix = 'bt601' | 'bt709' | 'bt2020'

/** Bytes per pixel of a plane. */
export function pixelBytes(layout: StreamedLayout): 1 | 3 | 4 | 8 {
  if (layout === 'rgba16') return 8
  if (layout === 'rgb24') return 3
  return layout === 'rgba' ? 4 : 1
}

/** A plane of a streamed picture. */
export interface StreamedPlane extends Size {
  /** Samples per source pixel, across and down: below 1 where chroma is subsampled or the image decoded smaller. */
  readonly density: readonly [number, number]
}

/** The next rows of each plane, if any; valid until the next strip is requested. */
export interface Strip {
  readonly planes: readonly { readonly rows: Uint8Array; readonly stride: number; readonly count: number }[]
}

/** A streamed picture: its shape, known before the first row, and its rows from top to bottom. */
export interface Pixels {
  readonly layout: StreamedLayout
  /** `cmyk`, `ycck`: whether 255 rather than 0 is no ink, as Adobe's software stores it. */
  readonly inverted: boolean
  /** `cmyk`, `ycck`: address of the `inkGrid` of the profile in the kernel's memory; without it, a common press. */
  readonly inks?: number | undefined
  /** `ycc`: full unless it is given. */
  readonly range?: Range | undefined
  /** `ycc`: BT.601 unless it is given. */
  readonly matrix?: Matrix | undefined
  readonly planes: readonly StreamedPlane[]
  readonly strips: AsyncIterable<Strip>
}

/** A plane in the kernel's memory, its rows without gaps. */
export interface Plane extends Size {
  readonly address: number
}

/** A whole picture in the kernel's memory. The chroma planes of `ycc` have its size, or half of it rounded up. */
export interface Picture extends Size {
  readonly layout: Layout
  /** `inverted` of `Pixels`. */
  readonly inverted?: boolean
  /** `inks` of `Pixels`. */
  readonly inks?: number | undefined
  /** `matrix` of `Pixels`. */
  readonly matrix?: Matrix | undefined
  readonly planes: readonly Plane[]
}

/** A whole picture outside the kernel: `width * height * 4` bytes of straight-alpha RGBA. */
export interface Frame extends Size {
  readonly data: Uint8Array
}

/** A scale at which a decoder decodes: so many eighths of each side. */
export type Eighths = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8

/** Scales of the components that have the most samples, and of those that are subsampled. */
export interface Scales {
  readonly dense: Eighths
  readonly subsampled: Eighths
}

/** Scale of a decode: one for all components, or one for each kind. */
export type Scale = Eighths | Scales

/** Returns the scale of each kind of component. */
export const scalesOf = (scale: Scale): Scales =>
  typeof scale === 'number' ? { dense: scale, subsampled: scale } : scale
