import type { ModernFormat } from './modern-formats.ts'
import type { TableOptions } from './options.ts'

/** Key for invisible marks. It decides which waves in a mark carry which bit. */
export interface MarkKey {
  readonly id: string
  /** Random 16-bit words, one sequence for 32-bit marks and one for 64-bit marks. */
  readonly streams: Readonly<Record<32 | 64, Uint16Array>>
}

/** An invisible mark, ready to be embedded. */
export interface RequestedMark {
  /** Mark value, in lower-case hex digits. */
  readonly value: string
  readonly key: MarkKey
  /**
   * `true` if the value was computed from a token's claims. The image is then only for the client
   * that the claims name. The value is cut to the number of digits that the output can carry.
   */
  readonly personal: boolean
}

/**
 * Option defaults that apply only to outputs that support them. An explicit option with the same
 * name wins.
 */
export interface OutputDefaults {
  /** Applies to JPEG. */
  readonly progressive?: true
  /** Applies to lossy JPEG and WebP with one frame. */
  readonly autoquality?: number
  /** Applies to lossy images with one frame. */
  readonly max_bytes?: number
}

/** Options for one transform. Sizes are in device pixels, so `dpr` is already applied. */
export interface TransformOptions extends Omit<TableOptions, 'dpr' | 'mark'> {
  /** For `format=auto`: formats other than PNG and JPEG that the client accepts, best first. */
  readonly accepts?: readonly ModernFormat[]
  /**
   * `false` if the source must never be returned unchanged, not even if it is smaller than the
   * output.
   */
  readonly keepSmaller?: false
  /** `false` if the output must never contain the source's coefficients, as a transcode does. */
  readonly transcode?: false
  /** Unix time in seconds at which the texts in the image change. */
  readonly until?: number
  readonly mark?: RequestedMark | undefined
  readonly defaults?: OutputDefaults
}
