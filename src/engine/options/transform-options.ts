import type { ModernFormat } from './modern-formats.ts'
import type { TableOptions } from './options.ts'

/** Key of invisible marks. It decides which waves of a mark carry which bit. */
export interface MarkKey {
  readonly id: string
  /** Random 16-bit words, one sequence for marks of 32 bits and one for marks of 64 bits. */
  readonly streams: Readonly<Record<32 | 64, Uint16Array>>
}

/** An invisible mark, ready to be embedded. */
export interface RequestedMark {
  /** Value of the mark, in lower-case hex digits. */
  readonly value: string
  readonly key: MarkKey
  /**
   * `true` if the value was computed from the claims of a token. The image is then only for the
   * client that the claims name, and the value is cut to the number of digits that the output can
   * carry.
   */
  readonly personal: boolean
}

/**
 * Defaults of options that apply only where the output can follow them. An option of the same name
 * wins.
 */
export interface OutputDefaults {
  /** Applies to JPEG. */
  readonly progressive?: true
  /** Applies to lossy JPEG and WebP of one frame. */
  readonly autoquality?: number
  /** Applies to lossy images of one frame. */
  readonly max_bytes?: number
}

/** The options of one transform. Sizes are in device pixels, so `dpr` is already applied. */
export interface TransformOptions extends Omit<TableOptions, 'dpr' | 'mark'> {
  /** For `format=auto`: formats that the client accepts besides PNG and JPEG, best first. */
  readonly accepts?: readonly ModernFormat[]
  /** `false` if the answer must never be the source itself, not even if the source is smaller. */
  readonly keepSmaller?: false
  /** `false` if the answer must never have the coefficients of the source, as a transcode has. */
  readonly transcode?: false
  /** Unix time in seconds at which the texts of the image change. */
  readonly until?: number
  readonly mark?: RequestedMark | undefined
  readonly defaults?: OutputDefaults
}
