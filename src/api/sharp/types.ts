import type { Description } from '../engine/public.ts'

/** Input options. */
export interface SharpOptions {
  /** `true` keeps all frames of an animation. The output is then WebP. */
  readonly animated?: boolean | undefined
  /** Index of the frame to show, from 0. */
  readonly page?: number | undefined
  /** `-1` keeps all frames, like `animated`. */
  readonly pages?: number | undefined
  /** Maximum number of input pixels. */
  readonly limitInputPixels?: number | undefined
  /** Accepted and ignored: every picture is turned upright. */
  readonly autoOrient?: boolean | undefined
}

/** Facts about an output. */
export interface OutputInfo {
  /** Output format. */
  readonly format: 'jpeg' | 'png' | 'webp' | 'avif' | 'jxl'
  /** Length in bytes. */
  readonly size: number
  /** Width in pixels. */
  readonly width: number
  /** Height in pixels. */
  readonly height: number
  /** Frame count in an animation. */
  readonly pages?: number | undefined
}

/** An output and its facts. */
export interface Output {
  /** Output bytes. */
  readonly data: Uint8Array<ArrayBuffer>
  /** Output format, size and length. */
  readonly info: OutputInfo
}

/** Facts about an input. */
export interface Metadata {
  /** File format. */
  readonly format: Description['format']
  /** Length in bytes, if it is known. */
  readonly size?: number | undefined
  /** Width in pixels of the stored picture. */
  readonly width: number
  /** Height in pixels of the stored picture. */
  readonly height: number
  /** Width and height of the upright picture. */
  readonly autoOrient: { readonly width: number; readonly height: number }
  /** EXIF orientation, from 1 to 8. */
  readonly orientation: number
  /** `true` if pixels may be transparent. */
  readonly hasAlpha: boolean
  /** Frame count, if it is known. */
  readonly pages?: number
}

/** Options for `modulate`. */
export interface ModulateOptions {
  /** Brightness factor, from 0 to 4. Default: 1. */
  readonly brightness?: number | undefined
  /** Saturation factor, from 0 to 4. Default: 1. */
  readonly saturation?: number | undefined
  /** Whole degrees by which the hue is rotated. Default: 0. */
  readonly hue?: number | undefined
}

/** A rectangle in pixels. */
export interface Region {
  /** Distance from the picture's left edge. */
  readonly left: number
  /** Distance from the picture's top edge. */
  readonly top: number
  /** Width, at least 1. */
  readonly width: number
  /** Height, at least 1. */
  readonly height: number
}
