import { encoders } from '../formats/codecs.ts'
import { alternatives, type PlansOf, withFixedCrop } from './alternatives.ts'
import type { FittingAnimation } from './animation-pixels.ts'
import type { Plan, PlanRequest } from './plan.ts'

/**
 * Returns the alternatives that fit into memory, for an animation that has too many pixels.
 * @param refused request that is refused
 * @param memory available bytes
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
    // The header describes the canvas of an animation, not a still image. Decoding a still takes
    // little memory, so only the memory of the encoder is checked.
    hasRoomForStill: () => encoders[format].memory(output, settings) <= room,
    hasRoomIfFast: () => find.fastEncoding(request),
  }
}
