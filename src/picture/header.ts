/** The image formats that are recognised by their first bytes. */
export type SourceFormat = 'jpeg' | 'png' | 'webp' | 'avif' | 'gif'

/** EXIF orientation (CIPA DC-008, tag 0x0112): 1 is upright; from 5 on, width and height change places. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8

/** A place in the CIE 1931 chromaticity diagram. */
export type Chromaticity = readonly [x: number, y: number]

/** The colours that a space mixes, and its white. */
export interface Chromaticities {
  readonly red: Chromaticity
  readonly green: Chromaticity
  readonly blue: Chromaticity
  readonly white: Chromaticity
}

/** What a file says of the colours that its samples stand for. */
export type ColorSource =
  /** An ICC profile, as it stands in the file: nothing of it has been looked at. */
  | { readonly kind: 'icc'; readonly profile: Uint8Array }
  /** Code points of ITU-T H.273, tables 2 and 3: PNG's `cICP`, AVIF's `nclx`. */
  | { readonly kind: 'cicp'; readonly primaries: number; readonly transfer: number }
  /** PNG's `gAMA`, the exponent by which samples were made of light, and `cHRM`; at least one of them. */
  | {
      readonly kind: 'gamma'
      readonly gamma: number | undefined
      readonly chromaticities: Chromaticities | undefined
    }

/** What a file's header says of its image, before any decoder has run. */
export interface Header {
  readonly format: SourceFormat
  /** Pixels as stored, before `orientation` is applied; at least 1. */
  readonly width: number
  readonly height: number
  /** How the stored picture must be turned to stand upright; AVIF's `irot` and `imir` are told as one of these. */
  readonly orientation: Orientation
  /** Whether pixels may be transparent. */
  readonly alpha: boolean
  /** Bits a sample. */
  readonly depth: number
  /** Colour components as stored, alpha not counted: 1 gray, 3 colour (palettes too), 4 CMYK or YCCK. */
  readonly components: 1 | 3 | 4
  /** Whether an ICC profile is embedded. */
  readonly icc: boolean
  /** What counts of all that the file says of its colours; none where it says nothing or sRGB. */
  readonly color?: ColorSource | undefined
  /** Number of frames, 1 for a still image; `undefined` where only the whole file would tell. */
  readonly frames: number | undefined
  /** AVIF: the size of the coded image, out of which the picture is cut at `x`, `y`; none where that is all of it. */
  readonly coded?: { readonly width: number; readonly height: number; readonly x: number; readonly y: number }
  /** JPEG: the sampling factors of each component, across and down (T.81 A.1.1). */
  readonly sampling?: readonly (readonly [number, number])[]
  /** JPEG: whether three components are RGB, and not YCbCr. */
  readonly rgb?: boolean
  /** JPEG: several scans. PNG: Adam7. GIF: interlaced. Such an image cannot be decoded row by row as it arrives. */
  readonly progressive: boolean
}
