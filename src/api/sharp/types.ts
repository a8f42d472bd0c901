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
  readonly format: 'jpeg' | 'png' | 'webp' | 'avif'
  /** Length in bytes. */
  readonly size: number
  readonly width: number
  readonly height: number
  /** Number of frames of an animation. */
  readonly pages?: number | undefined
}

/** An output and its facts. */
export interface Output {
  readonly data: Uint8Array<ArrayBuffer>
  readonly info: OutputInfo
}

/** Facts about an input. */
export interface Metadata {
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
  readonly hasAlpha: boolean
  /** Number of frames. */
  readonly pages: number
}

/** Options of `modulate`. */
export interface ModulateOptions {
  readonly brightness?: number | undefined
  readonly saturation?: number | undefined
  /** Degrees. */
  readonly hue?: number | undefined
}

/** A rectangle in pixels. */
export interface Region {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}
