import type { Header } from '../formats/header.ts'
import { plannedLayout } from '../formats/layout.ts'
import { adjustMatrix } from '../ops/adjust.ts'
import type { PlannedStep } from '../ops/operations.ts'
import type { PlannedColors } from './colors.ts'

interface Colored<How> {
  readonly resize: How
  readonly steps: readonly PlannedStep[]
}

/**
 * Moves the step `adjust` into the resize if the picture has 16 bits per sample. The resize then
 * adjusts colors before it rounds to 8 bits. As a step on 8 bits, `brightness=3` would leave a
 * third of the levels. Only turns may come before the adjustment, and the resize must not convert
 * colors.
 */
export function withWideAdjustment<How extends PlannedColors>(
  header: Header,
  { resize, steps }: Colored<How>,
): Colored<How> {
  const at = steps.findIndex(({ op }) => op !== 'turn')
  const step = steps[at]
  const isPlain = resize.gamma === undefined && !resize.space && !resize.light
  if (step?.op !== 'adjust' || !isPlain || plannedLayout(header) !== 'rgba16') return { resize, steps }
  return { resize: { ...resize, matrix: adjustMatrix(step.args) }, steps: steps.toSpliced(at, 1) }
}
