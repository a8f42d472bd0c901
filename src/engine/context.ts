import type { Source } from '../edge/source/source.ts'
import type { Limits } from '../limits.ts'
import type { Timing } from '../timing.ts'
import type { Admission, IsolateMemory } from './memory/admission.ts'
import type { Layer } from './overlay/layer.ts'

/** What a transform may use. */
export interface TransformContext {
  readonly limits: Limits
  /** Memory of the isolate. */
  readonly memory: IsolateMemory
  readonly admission: Admission
  readonly timing: Timing
  readonly signal: AbortSignal
  /** Opens the source again, after an analysis or a wait. */
  readonly reopen: () => Promise<Source>
  /** The frame of an animation that is shown, from 1. */
  readonly page?: number | undefined
  /** Overlays, in the order in which they are drawn. */
  readonly layers: readonly Layer[]
}

export interface Transformed {
  readonly body: Uint8Array<ArrayBuffer>
  readonly length: number
  /** Media type. */
  readonly type: string
  /** 2: the source itself, which was smaller. */
  readonly processed: 1 | 2
  /** Size, dimensions and format of the output, for `x-ip-info`. */
  readonly info: string
}
