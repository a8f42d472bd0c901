import type { Admission } from '../../memory/index.ts'
import type { Timing } from '../../timing.ts'
import type { ImageSource } from '../bytes/image-source.ts'
import type { Layer } from '../overlay/layer.ts'
import type { OutputInfo } from '../picture/output-info.ts'
import type { RequestLimits } from '../plan/room.ts'

/** Limits and services that a transform uses. */
export interface TransformContext {
  readonly limits: RequestLimits
  readonly admission: Admission
  readonly timing: Timing
  readonly signal: AbortSignal
  /** Opens the original again, after an analysis or a wait for memory. */
  readonly reopen: () => Promise<ImageSource>
  /** Number of the frame that is shown, from 1; only set for animations. */
  readonly page?: number | undefined
  /** Overlays, in the order in which they are drawn. */
  readonly layers: readonly Layer[]
}

export interface Transformed {
  readonly body: Uint8Array<ArrayBuffer>
  readonly length: number
  /** The output's media type. */
  readonly type: string
  /**
   * Outcome: 1 if `body` is the new encoding; 2 if `body` is the original, which is smaller than
   * the new encoding.
   */
  readonly processed: 1 | 2
  readonly info: OutputInfo
}
