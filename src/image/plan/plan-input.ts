import type { Header } from '../../picture/header.ts'
import type { Intent } from '../../url/intent.ts'
import type { Analysis } from '../analysis/analyze.ts'
import type { Overlay } from '../overlay/overlay.ts'

/** What was seen before a plan is made. */
export interface Seen extends Analysis {
  /** The overlay's own picture. */
  readonly overlay?: Pick<Overlay, 'size' | 'memory'>
}

/** What a plan is made from. */
export interface PlanInput {
  readonly header: Header
  readonly intent: Intent
  /** Length of the source in bytes. */
  readonly size: number
  readonly seen: Seen
}
