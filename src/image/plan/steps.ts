import type { Color } from '../../color/color.ts'
import { blurs } from '../../ops/blur.ts'
import type { Step } from '../../ops/ops.ts'
import { sharpens } from '../../ops/sharpen.ts'
import { isIdentity, turnSize } from '../../picture/orientation.ts'
import type { Intent } from '../../url/intent.ts'
import type { Geometry } from './geometry.ts'

type Maybe = Step | false | undefined

const isStep = (step: Maybe): step is Step => step !== false && step !== undefined

/** What brings the resized picture to its place. */
function placing({ window, turn, canvas, at, angle, output, mark }: Geometry, color: Color): Maybe[] {
  const laid = turnSize(window, turn)
  const padded = laid.width < canvas.width || laid.height < canvas.height
  return [
    !isIdentity(turn) && { op: 'turn', args: turn },
    padded && { op: 'pad', args: { size: canvas, ...at, color } },
    mark && { op: 'cross', args: mark },
    angle !== 0 && { op: 'rotate', args: { angle, color, size: output } },
  ]
}

/** What changes its colours, in the order of the options table. */
function coloring(intent: Intent, clear: boolean): Maybe[] {
  const { threshold = 0, blur, sharpen = 0, tint, pixelate, radius } = intent
  const { brightness = 1, contrast = 1, saturation = 1, hue = 0 } = intent
  const adjusted = brightness !== 1 || contrast !== 1 || saturation !== 1 || hue !== 0
  return [
    intent.negate && { op: 'negate', args: undefined },
    intent.grayscale && { op: 'grayscale', args: undefined },
    threshold > 0 && { op: 'threshold', args: { level: threshold } },
    blur !== undefined && blurs({ sigma: blur }) && { op: 'blur', args: { sigma: blur } },
    adjusted && { op: 'adjust', args: { brightness, contrast, saturation, hue } },
    sharpens({ sigma: sharpen }) && { op: 'sharpen', args: { sigma: sharpen } },
    intent.normalize && { op: 'normalize', args: undefined },
    tint && { op: 'tint', args: tint },
    clear && intent.removealpha && { op: 'removealpha', args: undefined },
    pixelate !== undefined && { op: 'pixelate', args: { block: pixelate } },
    radius !== undefined && { op: 'radius', args: { radius } },
  ]
}

/**
 * What is done to the resized picture in sRGB, before the overlay, in order; what would change nothing is left out.
 * @param color of the bars and corners that the geometry adds
 * @param clear whether anything may be transparent, these included
 */
export function stepsOf(shape: Geometry, intent: Intent, color: Color, clear: boolean): readonly Step[] {
  return [...placing(shape, color), ...coloring(intent, clear)].filter(isStep)
}
