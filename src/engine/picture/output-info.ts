import type { Size } from './size.ts'

/** Facts about an output. A fact is absent if it does not apply or is not known. */
export interface OutputInfo {
  readonly bytes?: number | undefined
  readonly size?: Size | undefined
  /** Format name, or `json` for a description. */
  readonly format?: string | undefined
  /** Quality that a search for `max_bytes` or `autoquality` has chosen. */
  readonly quality?: number | undefined
  /** Number of encodes in that search. */
  readonly tries?: number | undefined
  /** Number of frames in an animation. */
  readonly frames?: number | undefined
  /** Result for the gain map of an HDR photograph. */
  readonly hdr?: 'kept' | 'dropped' | undefined
}
