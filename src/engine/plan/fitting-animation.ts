import type { Room } from '../../memory/index.ts'
import type { EncodeSettings } from '../formats/codec.ts'
import { encoders, type OutputFormat } from '../formats/codecs.ts'
import type { Size } from '../picture/size.ts'
import { alternatives, type PlansOf, searchable } from './alternatives.ts'
import type { FittingAnimation } from './animation-pixels.ts'
import { minFile } from './file-memory.ts'
import type { Plan, PlannedParts, PlanRequest } from './plan.ts'
import { isWithin } from './room.ts'

/**
 * Returns the alternatives that fit into memory, for an animation that has too many pixels.
 * @param refused request that was refused
 */
export function fittingAnimation(
  refused: PlanRequest,
  { output, format, settings }: Plan,
  given: Room,
  plansOf: PlansOf,
): FittingAnimation {
  const [request, room] = searchable(refused, given)
  const find = alternatives(room, plansOf)
  const { width = 0, height = 0 } = request.intent
  const side = Math.max(width, height) || Math.max(output.width, output.height)
  return {
    largest: find.output(request, output, side)?.output,
    hasRoom: (frames) => find.frames(request, frames),
    // The header describes an animation's canvas, not a still image. Decoding a still image takes
    // little memory, so only the encoder's memory is checked.
    hasRoomForStill: () => isWithin(stillParts(format, output, settings), room),
    hasRoomIfFast: () => find.fastEncoding(request),
  }
}

function stillParts(format: OutputFormat, output: Size, settings: EncodeSettings): PlannedParts {
  const { memory, kernelMemory, instance } = encoders[format]
  const kernel = kernelMemory(output, settings)
  const codec = instance?.(output, settings)?.bytes ?? 0
  const bytes = memory(output, settings) - kernel - codec + minFile(output)
  return { kernel, codec, bytes, isBeside: false }
}
