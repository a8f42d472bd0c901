import type { Matrix } from './picture.ts'

/**
 * EXIF orientation (CIPA DC-008, tag 0x0112). 1 is upright. From 5 on, the upright picture has
 * width and height exchanged.
 */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8

/** CIE 1931 chromaticity coordinates. */
export type Chromaticity = readonly [x: number, y: number]

/** A color space's primaries and white point. */
export interface Chromaticities {
  readonly red: Chromaticity
  readonly green: Chromaticity
  readonly blue: Chromaticity
  readonly white: Chromaticity
}

/** Color description for a file's samples. */
export type ColorSource =
  /** ICC profile that is not yet parsed. */
  | { readonly kind: 'icc'; readonly profile: Uint8Array }
  /** Code points from ITU-T H.273, tables 2 and 3, in PNG's `cICP` or AVIF's `nclx`. */
  | { readonly kind: 'cicp'; readonly primaries: number; readonly transfer: number }
  /**
   * PNG's `gAMA` (the exponent that turned light into samples) and `cHRM`. At least one is present.
   */
  | {
      readonly kind: 'gamma'
      readonly gamma: number | undefined
      readonly chromaticities: Chromaticities | undefined
    }

/** Part of a file. Its position and length are in bytes. */
export interface Extent {
  readonly at: number
  readonly length: number
}

export type Chroma = '4:0:0' | '4:2:0' | '4:2:2' | '4:4:4'

/**
 * Image properties that any format's header gives, before a decoder runs. `Header` in `formats`
 * adds properties that only single formats have.
 */
export interface CommonHeader<Format extends string = string> {
  readonly format: Format
  /** Width in pixels as stored, before `orientation` is applied; at least 1. */
  readonly width: number
  readonly height: number
  /**
   * Turn that makes the stored picture upright. An AVIF's turns (`irot` and `imir`) are converted
   * to this orientation.
   */
  readonly orientation: Orientation
  /** `true` if pixels may be transparent. */
  readonly alpha: boolean
  /** Bits per sample in the file. */
  readonly depth: number
  /**
   * Stored color components without alpha: 1 for gray, 3 for color (also palettes), 4 for CMYK or
   * YCCK.
   */
  readonly components: 1 | 3 | 4
  /** `true` if an ICC profile is embedded. */
  readonly icc: boolean
  /**
   * Color description. If a file has several, this is the one that takes precedence. It is absent
   * if the file has none or says sRGB.
   */
  readonly color?: ColorSource | undefined
  /**
   * Frame count; 1 for a still image. `undefined` if the count is only known after reading the
   * whole file.
   */
  readonly frames: number | undefined
  /**
   * AVIF only: the coded image's size, and the picture's position in it. It is absent if the
   * picture fills the image.
   */
  readonly coded?: { readonly width: number; readonly height: number; readonly x: number; readonly y: number }
  /**
   * Sampling factors for each component, across and down (T.81 A.1.1). Only a JPEG and images that
   * are decoded to planes have them.
   */
  readonly sampling?: readonly (readonly [number, number])[]
  /**
   * Frame number in an animation, from 2 on. The header then describes this frame as it is shown on
   * the animation's canvas. It is absent if the header describes the first frame.
   */
  readonly canvas?: { readonly page: number }
  /**
   * AVIF and HEIC that are decoded to planes: the matrix for their YCbCr samples. It is absent if
   * it is the BT.601 matrix.
   */
  readonly matrix?: Matrix | undefined
  /** JPEG only: `true` if the three components are RGB instead of YCbCr. */
  readonly rgb?: boolean
  /**
   * `declared` if the file says that it has a gain map. `possible` if the whole file must be
   * searched for one.
   */
  readonly gainMap?: 'declared' | 'possible'
  /**
   * `true` for a JPEG with several scans, a PNG with Adam7 and an interlaced GIF. Such an image
   * cannot be decoded row by row while it arrives.
   */
  readonly progressive: boolean
}
