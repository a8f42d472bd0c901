import type { Color } from '../color/color.ts'
import type { EffectInput } from '../ops/operation.ts'
import { effectStep, type PlannedStep } from '../ops/operations.ts'
import { type EffectName, PIXEL_OPTIONS } from '../options/pixel-options.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import { isIdentity, turnSize } from '../picture/orientation.ts'
import type { Geometry } from './geometry.ts'

interface Resized extends EffectInput {
  readonly shape: Geometry
  readonly color: Color
}

type StepRule = (resized: Resized) => PlannedStep | false | undefined

function isPadded({ window, turn, canvas }: Geometry): boolean {
  const turned = turnSize(window, turn)
  return turned.width < canvas.width || turned.height < canvas.height
}

/** Rules for the steps that place the picture on its canvas, in the order in which they run. */
const PLACING: readonly StepRule[] = [
  ({ shape: { turn } }) => !isIdentity(turn) && { op: 'turn', args: turn },
  ({ shape, color }) => isPadded(shape) && { op: 'pad', args: { size: shape.canvas, ...shape.at, color } },
  ({ shape: { cross: mark } }) => mark && { op: 'cross', args: mark },
  ({ shape: { angle, output }, color }) =>
    angle !== 0 && { op: 'rotate', args: { angle, color, size: output } },
]

/** Effects in the order in which they run: the order of their options. */
const EFFECTS: ReadonlySet<EffectName> = new Set(
  Object.values(PIXEL_OPTIONS).flatMap((row) => ('step' in row ? [row.step] : [])),
)

/**
 * Returns the operations on the resized picture in sRGB before the overlays, in order. Operations
 * that would change nothing are left out.
 */
export function stepsOf(intent: TransformOptions, resized: Resized): readonly PlannedStep[] {
  return [
    ...PLACING.map((rule) => rule(resized)),
    ...Array.from(EFFECTS, (op) => effectStep(op, intent, resized)),
  ].filter((step) => !!step)
}
