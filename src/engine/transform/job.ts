import type { Admission } from '../../memory/index.ts'
import type { Timing } from '../../timing.ts'
import type { ImageSource } from '../bytes/image-source.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import type { Layer } from '../overlay/layer.ts'
import type { OutputInfo } from '../picture/output-info.ts'
import type { RequestLimits } from '../plan/room.ts'

/** Limits and services for all work of one request. */
export interface JobContext {
  readonly limits: RequestLimits
  readonly admission: Admission
  readonly timing: Timing
  /**
   * Signal that ends the work. It is checked between stages, and between strips while rows are
   * decoded.
   */
  readonly signal: AbortSignal
}

/** One transform: its options, its overlays, and all that its steps use. */
export interface Job extends JobContext {
  readonly intent: TransformOptions
  /** Opens the original again, after an analysis or a wait for memory. */
  readonly reopen: () => Promise<ImageSource>
  /** Overlays, in the order in which they are drawn. */
  readonly layers: readonly Layer[]
}

/** Part of a job that decides how an original is read. */
export type ReadingJob = Pick<Job, 'intent' | 'limits'>

/** Output of a job. */
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
