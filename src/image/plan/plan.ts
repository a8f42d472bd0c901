import type { Color } from '../../color/color.ts'
import type { EncodeSettings } from '../../formats/format.ts'
import type { OutputFormat } from '../../formats/formats.ts'
import type { Step } from '../../ops/ops.ts'
import type { Placement } from '../../ops/placement.ts'
import type { Header } from '../../picture/header.ts'
import type { Denominator } from '../../picture/picture.ts'
import type { Box, Size } from '../../picture/size.ts'
import type { Resize } from '../../rows/resize.ts'
import type { Intent } from '../../url/intent.ts'
import type { Analysis } from '../analysis/analyze.ts'
import type { Overlay } from '../overlay/overlay.ts'

/** All that is decided before the first pixel is decoded. */
export interface Plan {
  /** By what the decoder divides the sides. */
  readonly denominator: Denominator
  readonly resize: Resize
  /** What of the stored source is blackened before anything is made of it. */
  readonly redact: readonly Box[]
  /** Whether the planes of a JPEG can go to the encoder of another without becoming RGB. */
  readonly planar: boolean
  /** What is done to the resized picture, in order. */
  readonly steps: readonly Step[]
  readonly overlay: Placement | undefined
  /** Whether the colours stay those of the source's profile, which goes with them. */
  readonly keepsProfile: boolean
  /** What transparency is laid over at the end, where the format has none. */
  readonly under: Color | undefined
  readonly output: Size
  readonly format: OutputFormat
  readonly settings: EncodeSettings
  /** Whether nothing but the encoding changes. */
  readonly reencodes: boolean
  /** Bytes of all buffers. */
  readonly memory: number
}

/** A plan whose memory is not reckoned yet. */
export type UnmeasuredPlan = Omit<Plan, 'reencodes' | 'memory'>

/** What was seen before a plan is made. */
export interface Findings extends Analysis {
  /** The overlay's own picture. */
  readonly overlay?: Pick<Overlay, 'size' | 'memory'>
}

/** What a plan is made from. */
export interface PlanRequest {
  readonly header: Header
  readonly intent: Intent
  /** Length of the source in bytes. */
  readonly size: number
  readonly findings: Findings
}
