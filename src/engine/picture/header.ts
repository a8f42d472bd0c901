import type { Matrix } from './picture.ts'
import type { Box } from './size.ts'

/** Image formats, recognised by their first bytes. */
export type SourceFormat = 'jpeg' | 'png' | 'webp' | 'avif' | 'heic' | 'gif'

/** EXIF orientation (CIPA DC-008, tag 0x0112): 1 is upright; from 5 on, width and height change places. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8

/** CIE 1931 chromaticity coordinates. */
export type Chromaticity = readonly [x: number, y: number]

/** The primaries and the white of a colour space. */
export interface Chromaticities {
  readonly red: Chromaticity
  readonly green: Chromaticity
  readonly blue: Chromaticity
  readonly white: Chromaticity
}

/** How a file describes the colours of its samples. */
export type ColorSource =
  /** An ICC profile, not yet parsed. */
  | { readonly kind: 'icc'; readonly profile: Uint8Array }
  /** Code points of ITU-T H.273, tables 2 and 3: PNG's `cICP`, AVIF's `nclx`. */
  | { readonly kind: 'cicp'; readonly primaries: number; readonly transfer: number }
  /** PNG's `gAMA`, the exponent that turned light into samples, and `cHRM`; at least one of them. */
  | {
      readonly kind: 'gamma'
      readonly gamma: number | undefined
      readonly chromaticities: Chromaticities | undefined
    }

/** A part of a file, in bytes. */
export interface Extent {
  readonly at: number
  readonly length: number
}

/** Where the picture of a WebP, or the first frame of an animation, is in its file, and how it is stored (RFC 9649). */
export interface WebpImage {
  /** VP8L rather than VP8. */
  readonly lossless: boolean
  /** The payload of its chunk. */
  readonly pixels: Extent
  /** VP8: how its data is divided (RFC 6386, 9.5); `undefined` if the beginning does not tell. */
  readonly layout?: { readonly firstBytes: number; readonly partitions: number } | undefined
  /** VP8: the payload of ALPH, which precedes the pixels; it may be compressed as VP8L is. */
  readonly alpha?: (Extent & { readonly compressed: boolean }) | undefined
  /** Where a frame lies on a canvas that it does not fill. */
  readonly frame?: Box | undefined
  /** Whether the file is in the extended format: metadata may follow the pixels. */
  readonly extended: boolean
}

/** A picture in a file of HEIF (ISO/IEC 23008-12): one coded picture, or a grid of tiles. */
export interface HeifImage {
  /** The id of its item. */
  readonly item: number
  /** How many tiles there are, and the size of the whole; 1 by 1 without a grid. */
  readonly grid: {
    readonly rows: number
    readonly columns: number
    readonly width: number
    readonly height: number
  }
  /** The size of each tile. */
  readonly tile: { readonly width: number; readonly height: number }
  /** The items of the tiles, row by row, and where in the file their data lie. */
  readonly tiles: readonly { readonly item: number; readonly extents: readonly Extent[] }[]
  /** What the configuration of the first tile says of its chroma. */
  readonly chroma: Chroma
  /** The rest of `nclx`, which a profile does not override: a code point of ITU-T H.273, table 4, and the range. */
  readonly matrix?: { readonly code: number; readonly full: boolean } | undefined
  /** AVIF: `true` if the first tile says that its blocks may be copies of others, which takes more memory. */
  readonly copies?: boolean
  /** The samples of the alpha plane, by its configuration; old writers give it chroma, which means nothing. */
  readonly alpha?: { readonly chroma: Chroma; readonly depth: number } | undefined
}

export type Chroma = '4:0:0' | '4:2:0' | '4:2:2' | '4:4:4'

/** The properties of an image that its header gives, before any decoder runs. */
export interface Header {
  readonly format: SourceFormat
  /** Pixels as stored, before `orientation` is applied; at least 1. */
  readonly width: number
  readonly height: number
  /** The turn that makes the stored picture upright; AVIF's `irot` and `imir` are mapped to one of these. */
  readonly orientation: Orientation
  /** Whether pixels may be transparent. */
  readonly alpha: boolean
  /** Bits per sample. */
  readonly depth: number
  /** Stored colour components without alpha: 1 gray, 3 colour (palettes too), 4 CMYK or YCCK. */
  readonly components: 1 | 3 | 4
  /** Whether an ICC profile is embedded. */
  readonly icc: boolean
  /** The description of colours that takes precedence; absent where the file has none or says sRGB. */
  readonly color?: ColorSource | undefined
  /** Number of frames, 1 for a still image; `undefined` where it takes the whole file to know. */
  readonly frames: number | undefined
  /** AVIF: the size of the coded image and where the picture lies in it; absent where it fills it. */
  readonly coded?: { readonly width: number; readonly height: number; readonly x: number; readonly y: number }
  /**
   * JPEG, and what else is decoded to planes: the sampling factors of each component, across and down (T.81 A.1.1).
   */
  readonly sampling?: readonly (readonly [number, number])[]
  /** A frame of an animation, from 2 on, as it is shown on its canvas, rather than the first one. */
  readonly canvas?: { readonly page: number }
  /** WebP: absent of a header that was not read from a file. */
  readonly webp?: WebpImage
  /** AVIF, HEIC: absent where the file does not tell in its first bytes. */
  readonly heif?: HeifImage
  /** AVIF, HEIC that is decoded to planes: their weights, where they are not those of BT.601. */
  readonly matrix?: Matrix | undefined
  /** JPEG: whether the three components are RGB rather than YCbCr. */
  readonly rgb?: boolean
  /** Whether the file says that it has a gain map, or may have one; only all of it tells. */
  readonly gainMap?: 'declared' | 'possible'
  /** JPEG: several scans. PNG: Adam7. GIF: interlaced. Such an image cannot be decoded by rows as it arrives. */
  readonly progressive: boolean
}
