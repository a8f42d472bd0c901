import type { Size } from './size.ts'

/** Facts about an output. A fact is absent if it does not apply or is not known. */
export interface OutputInfo {
  readonly bytes?: number | undefined
  readonly size?: Size | undefined
  /** Name of the format. `json` for a description. */
  readonly format?: string | undefined
  /** Quality that was searched for `max_bytes` or `autoquality`. */
  readonly quality?: number | undefined
  /** Number of encodes of that search. */
  readonly tries?: number | undefined
  /** Number of frames of an animation. */
  readonly frames?: number | undefined
  /** Outcome for the gain map of an HDR photograph. */
  readonly hdr?: 'kept' | 'dropped' | undefined
}
