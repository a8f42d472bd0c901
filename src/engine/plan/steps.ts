import type { Color } from '../color/color.ts'
import { type Adjustment, adjusts } from '../ops/adjust.ts'
import { blurs } from '../ops/blur.ts'
import type { PlannedStep } from '../ops/operations.ts'
import { sharpens } from '../ops/sharpen.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import { isIdentity, turnSize } from '../picture/orientation.ts'
import type { Geometry } from './geometry.ts'

interface Resized {
  readonly shape: Geometry
  readonly color: Color
  readonly transparent: boolean
}

type StepRule = (intent: TransformOptions, resized: Resized) => PlannedStep | false | undefined

function isPadded({ window, turn, canvas }: Geometry): boolean {
  const turned = turnSize(window, turn)
  return turned.width < canvas.width || turned.height < canvas.height
}

const PLACING: readonly StepRule[] = [
  (_, { shape: { turn } }) => !isIdentity(turn) && { op: 'turn', args: turn },
  (_, { shape, color }) => isPadded(shape) && { op: 'pad', args: { size: shape.canvas, ...shape.at, color } },
  (_, { shape: { cross: mark } }) => mark && { op: 'cross', args: mark },
  (_, { shape: { angle, output }, color }) =>
    angle !== 0 && { op: 'rotate', args: { angle, color, size: output } },
]

function adjustment({ brightness = 1, contrast = 1, saturation = 1, hue = 0 }: TransformOptions): Adjustment {
  return { brightness, contrast, saturation, hue }
}

/**
 * Rules for the effects, in the order in which they run. A rule returns the operation and its
 * arguments, or a falsy value if the options do not ask for the effect.
 */
const EFFECTS: readonly StepRule[] = [
  ({ negate }) => negate && { op: 'negate', args: undefined },
  ({ grayscale }) => grayscale && { op: 'grayscale', args: undefined },
  ({ threshold = 0 }) => threshold > 0 && { op: 'threshold', args: { level: threshold } },
  ({ blur }) => blur !== undefined && blurs({ sigma: blur }) && { op: 'blur', args: { sigma: blur } },
  (intent) => adjusts(adjustment(intent)) && { op: 'adjust', args: adjustment(intent) },
  ({ sharpen = 0 }) => sharpens({ sigma: sharpen }) && { op: 'sharpen', args: { sigma: sharpen } },
  ({ normalize }) => normalize && { op: 'normalize', args: undefined },
  ({ tint }) => tint && { op: 'tint', args: tint },
  ({ removealpha }, { transparent }) => transparent && removealpha && { op: 'removealpha', args: undefined },
  ({ pixelate }) => pixelate !== undefined && { op: 'pixelate', args: { block: pixelate } },
  ({ radius }) => radius !== undefined && { op: 'radius', args: { radius } },
]

/**
 * Returns the operations on the resized picture in sRGB before the overlays, in order. Operations
 * that would change nothing are left out.
 */
export function stepsOf(intent: TransformOptions, resized: Resized): readonly PlannedStep[] {
  return [...PLACING, ...EFFECTS].map((rule) => rule(intent, resized)).filter((step) => !!step)
}
