import type { FittingAnimation } from '../animation/check-pixels.ts'
import { encoders } from '../formats/codecs.ts'
import { alternatives, type PlansOf, withFixedCrop } from './alternatives.ts'
import type { Plan, PlanRequest } from './plan.ts'

/**
 * What memory admits of an animation that has too many pixels.
 * @param refused as it was asked for
 * @param memory bytes
 */
export function fittingAnimation(
  refused: PlanRequest,
  { output, format, settings }: Plan,
  memory: number,
  plansOf: PlansOf,
): FittingAnimation {
  const [request, room] = withFixedCrop(refused, memory)
  const find = alternatives(room, plansOf)
  const { width = 0, height = 0 } = request.intent
  const side = Math.max(width, height) || Math.max(output.width, output.height)
  return {
    largest: find.output(request, output, side)?.output,
    hasRoom: (frames) => find.frames(request, frames),
    // The header of a canvas describes no still, whose decoder takes little.
    hasRoomForStill: () => encoders[format].memory(output, settings) <= room,
    hasRoomWithLoss: () => find.withLoss(request),
  }
}
