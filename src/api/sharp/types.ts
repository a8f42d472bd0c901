import type { Description } from '../engine/public.ts'

/** Options of an input. */
export interface SharpOptions {
  /** `true` keeps all frames of an animation. The output is then WebP. */
  readonly animated?: boolean | undefined
  /** Number of the frame to show, from 0. */
  readonly page?: number | undefined
  /** `-1` keeps all frames, like `animated`. */
  readonly pages?: number | undefined
  /** Maximum number of pixels of the input. */
  readonly limitInputPixels?: number | undefined
  /** Accepted and ignored: every picture is turned upright. */
  readonly autoOrient?: boolean | undefined
}

/** Facts about an output. */
export interface OutputInfo {
  /** Format of the output. */
  readonly format: 'jpeg' | 'png' | 'webp' | 'avif' | 'jxl'
  /** Length in bytes. */
  readonly size: number
  /** Width in pixels. */
  readonly width: number
  /** Height in pixels. */
  readonly height: number
  /** Number of frames of an animation. */
  readonly pages?: number | undefined
}

/** An output and its facts. */
export interface Output {
  /** Bytes of the output. */
  readonly data: Uint8Array<ArrayBuffer>
  /** Format, size and length of the output. */
  readonly info: OutputInfo
}

/** Facts about an input. */
export interface Metadata {
  /** Format of the file. */
  readonly format: Description['format']
  /** Length in bytes, if it is known. */
  readonly size?: number | undefined
  /** Width of the stored picture in pixels. */
  readonly width: number
  /** Height of the stored picture in pixels. */
  readonly height: number
  /** Size of the upright picture. */
  readonly autoOrient: { readonly width: number; readonly height: number }
  /** EXIF orientation, from 1 to 8. */
  readonly orientation: number
  /** `true` if pixels may be transparent. */
  readonly hasAlpha: boolean
  /** Number of frames, if it is known. */
  readonly pages?: number
}

/** Options of `modulate`. */
export interface ModulateOptions {
  /** Factor of the brightness, from 0 to 4. Default: 1. */
  readonly brightness?: number | undefined
  /** Factor of the saturation, from 0 to 4. Default: 1. */
  readonly saturation?: number | undefined
  /** Whole degrees by which the hue is rotated. Default: 0. */
  readonly hue?: number | undefined
}

/** A rectangle in pixels. */
export interface Region {
  /** Distance from the left edge of the picture. */
  readonly left: number
  /** Distance from the top edge of the picture. */
  readonly top: number
  /** Width, at least 1. */
  readonly width: number
  /** Height, at least 1. */
  readonly height: number
}
