import type { Matrix } from './picture.ts'

/**
 * EXIF orientation (CIPA DC-008, tag 0x0112). 1 is upright. From 5 on, the upright picture has
 * width and height exchanged.
 */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8

/** CIE 1931 chromaticity coordinates. */
export type Chromaticity = readonly [x: number, y: number]

/** Primaries and white of a color space. */
export interface Chromaticities {
  readonly red: Chromaticity
  readonly green: Chromaticity
  readonly blue: Chromaticity
  readonly white: Chromaticity
}

/** Description of the colors of a file's samples. */
export type ColorSource =
  /** ICC profile that is not yet parsed. */
  | { readonly kind: 'icc'; readonly profile: Uint8Array }
  /** Code points of ITU-T H.273, tables 2 and 3, from PNG's `cICP` or AVIF's `nclx`. */
  | { readonly kind: 'cicp'; readonly primaries: number; readonly transfer: number }
  /**
   * PNG's `gAMA` (the exponent that turned light into samples) and `cHRM`. At least one of them is
   * present.
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
 * The properties of an image that the header of any format gives, before a decoder runs. `Header`
 * in `formats` adds those of single formats.
 */
export interface CommonHeader<Format extends string = string> {
  readonly format: Format
  /** Width in pixels as stored, before `orientation` is applied; at least 1. */
  readonly width: number
  readonly height: number
  /**
   * Turn that makes the stored picture upright. The turns of an AVIF (`irot` and `imir`) are
   * converted to such an orientation.
   */
  readonly orientation: Orientation
  /** `true` if pixels may be transparent. */
  readonly alpha: boolean
  /** Bits per sample in the file. */
  readonly depth: number
  /**
   * Number of stored color components without alpha: 1 for gray, 3 for color (also palettes), 4
   * for CMYK or YCCK.
   */
  readonly components: 1 | 3 | 4
  /** `true` if an ICC profile is embedded. */
  readonly icc: boolean
  /**
   * Description of the colors; of several in a file, the one that takes precedence. It is absent
   * if the file has none or says sRGB.
   */
  readonly color?: ColorSource | undefined
  /** Number of frames; 1 for a still image. `undefined` if only the whole file tells the number. */
  readonly frames: number | undefined
  /**
   * AVIF only: size of the coded image, and position of the picture in it. It is absent if the
   * picture fills the image.
   */
  readonly coded?: { readonly width: number; readonly height: number; readonly x: number; readonly y: number }
  /**
   * Sampling factors of each component, across and down (T.81 A.1.1). Only a JPEG and images that
   * are decoded to planes have them.
   */
  readonly sampling?: readonly (readonly [number, number])[]
  /**
   * Number of the frame of an animation, from 2 on, that the header describes as it is shown on its
   * canvas. It is absent if the header describes the first frame.
   */
  readonly canvas?: { readonly page: number }
  /**
   * AVIF and HEIC that are decoded to planes: matrix of their YCbCr samples. It is absent if it is
   * that of BT.601.
   */
  readonly matrix?: Matrix | undefined
  /** JPEG only: `true` if the three components are RGB instead of YCbCr. */
  readonly rgb?: boolean
  /**
   * `declared` if the file says that it has a gain map. `possible` if only the whole file can show
   * one.
   */
  readonly gainMap?: 'declared' | 'possible'
  /**
   * `true` for a JPEG with several scans, a PNG with Adam7 and an interlaced GIF. Such an image
   * cannot be decoded by rows as it arrives.
   */
  readonly progressive: boolean
}
