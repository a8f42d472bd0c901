import type { Intent } from '../../signing/url/intent.ts'
import type { Analysis } from '../analysis/analyze.ts'
import type { AnimationInputs, PlannedAnimation } from '../animation/memory.ts'
import type { Color } from '../color/color.ts'
import type { EncodeSettings } from '../formats/codec.ts'
import type { OutputFormat } from '../formats/codecs.ts'
import type { Mark } from '../ops/mark.ts'
import type { Step } from '../ops/operations.ts'
import type { Placement } from '../ops/placement.ts'
import type { Overlay } from '../overlay/overlay.ts'
import type { Header } from '../picture/header.ts'
import type { Scales } from '../picture/picture.ts'
import type { Box, Size } from '../picture/size.ts'
import type { Resize } from '../rows/resize.ts'

/** Everything that is decided before the first pixel is decoded. */
export interface Plan {
  /** The scale of the decoder. */
  readonly scale: Scales
  readonly resize: Resize
  /** Boxes of the stored source to blacken first. */
  readonly redact: readonly Box[]
  /** What each sample of the resized picture becomes, alike in all channels: of a gain map alone. */
  readonly codes?: Uint8Array | undefined
  /** Whether the JPEG encoder gets planes: those of the source, or what `ycc` makes of them. */
  readonly planar: boolean
  /** Operations on the resized picture, in order. */
  readonly steps: readonly Step[]
  /** In the order in which they are drawn. */
  readonly overlays: readonly PlannedOverlay[]
  /** Whether colours stay those of the source's profile, which is embedded. */
  readonly keepsProfile: boolean
  /** Colour under transparency, if the format has none. */
  readonly background: Color | undefined
  /** The invisible mark, which is added last. */
  readonly mark: Mark | undefined
  readonly output: Size
  readonly format: OutputFormat
  readonly settings: EncodeSettings
  /** Of an output that moves: all else holds for each of its frames. */
  readonly animation?: PlannedAnimation | undefined
  /** Whether only the encoding changes. */
  readonly reencodes: boolean
  /** Bytes of all buffers. */
  readonly memory: number
}

/** How an overlay is drawn and laid over the output. */
export interface PlannedOverlay extends Placement {
  /** Bytes that drawing it takes, its picture included. */
  readonly drawing: number
}

/** A plan before its memory is added up. */
export type UnmeasuredPlan = Omit<Plan, 'reencodes' | 'memory'>

/** Results of an analysis, and of opening the overlays. */
export interface PlanInputs extends Analysis {
  /** The own size of each overlay of the intent, and the memory of drawing it. */
  readonly overlays?: readonly Pick<Overlay, 'size' | 'memory'>[]
  /** Of an output that is to move. */
  readonly animation?: AnimationInputs | undefined
}

/** What a plan is made from. */
export interface PlanRequest {
  readonly header: Header
  readonly intent: Intent
  /** Length of the source in bytes. */
  readonly size: number
  readonly inputs: PlanInputs
}
