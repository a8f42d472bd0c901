import { Failure } from '../../errors.ts'
import { encoders } from '../formats/codecs.ts'
import { neededMemory } from '../memory/needed-memory.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import type { Size } from '../picture/size.ts'
import { alternatives, type PlansOf, withFixedCrop } from './alternatives.ts'
import { isTooLong } from './check-limits.ts'
import type { Plan, PlanRequest } from './plan.ts'
import { MEGABYTE, tooLargeSource } from './source-share.ts'

/**
 * Makes the error for a request without a fitting plan. It names the largest output, the largest
 * original, or another format that would fit.
 * @param memory available bytes
 * @returns too-large if the format does not allow such sides, otherwise over-budget
 */
export function refusal(refused: PlanRequest, memory: number, plansOf: PlansOf): Failure {
  const [request, room] = withFixedCrop(refused, memory)
  const [first, ...others] = plansOf(request)
  if (!first) return new Failure('internal', undefined, 'an output has no format')
  if (![first, ...others].every(isTooLong)) return overBudget(request, [first, ...others], room, plansOf)
  const { format, output } = first
  const other = alternatives(room, plansOf).format(request, first)
  const limit = `the output would be ${text(output)}: as ${format} at most ${encoders[format].maxSide} pixels a side are allowed`
  return new Failure('too-large', other ? `${limit}; ${other} would fit` : limit)
}

function overBudget(
  request: PlanRequest,
  plans: readonly [Plan, ...Plan[]],
  room: number,
  plansOf: PlansOf,
): Failure {
  const { intent } = request
  const [{ output }] = plans
  const longest = Math.max(output.width, output.height)
  const side = Math.max(intent.width ?? 0, intent.height ?? 0) || longest
  const smaller = alternatives(room, plansOf).output(request, output, side)
  const detail = suggestion(request, plans, room, plansOf, { side, smaller })
  return new Failure('over-budget', detail, undefined, { largest: smaller?.output })
}

/** Larger requested side in pixels, and the plan for the largest output that fits. */
interface Smaller {
  readonly side: number
  readonly smaller: Plan | undefined
}

function suggestion(
  request: PlanRequest,
  plans: readonly [Plan, ...Plan[]],
  room: number,
  plansOf: PlansOf,
  { side, smaller }: Smaller,
): string {
  const { intent } = request
  const [{ output, overlays }] = plans
  const find = alternatives(room, plansOf)
  const negotiated = intent.format === 'auto'
  const sizeOf = (plan: Plan) => text(plan.output) + (negotiated ? ` as ${nameOf(plan)}` : '')
  const source = find.source(request)
  const ways: string[] = []
  if (smaller) ways.push(`at most ${sizeOf(smaller)} would fit`)
  if (smaller && source && isFixed(intent))
    ways.push(`a source of at most ${source.fitting} ${source.unit} would fit`)
  if (overlays.length > 0) {
    const takes = Math.ceil(Math.max(...overlays.map(({ drawing }) => drawing)) / MEGABYTE)
    const megabytes = find.overlay(request, takes)
    const which = overlays.length === 1 ? 'the overlay' : 'the largest overlay'
    if (megabytes > 0) ways.push(`${which} takes ${takes} MB; at most ${megabytes} MB would fit`)
  }
  if (!smaller && !source && intent.extend) {
    const { extend: _extend, ...tight } = intent
    const without = find.output({ ...request, intent: tight }, output, Math.max(output.width, output.height))
    if (without) ways.push(`without extend at most ${sizeOf(without)} would fit`)
  }
  const other = negotiated ? undefined : find.format(request, plans[0])
  if (other) ways.push(`${other} would fit`)
  if (find.isLightTooMuch(request)) ways.push('linear=0 would fit')

  if (!smaller && source) return [tooLargeSource(source), ...ways].join('; ')
  if (ways.length > 0) {
    const names = [...new Set(plans.map(nameOf))].join(', ').replace(/, (?=[^,]*$)/, ' or ')
    return `${text(output)} pixels do not fit as ${names}: ${ways.join('; ')}`
  }
  const minMemory = Math.min(...plans.map(({ memory }) => memory))
  const less = find.sourceForLess(request, side)
  return less ? `${tooLargeSource(less)}, for ${text(less.output)}` : neededMemory(minMemory, room)
}

const text = ({ width, height }: Size) => `${width}x${height}`

function nameOf({ format, settings: { progressive, lossless, nearLossless } }: Plan): string {
  if (format === 'jpeg' && progressive) return 'progressive jpeg'
  return format === 'webp' && (lossless || nearLossless) ? 'lossless webp' : format
}

/** `true` if a smaller original would lead to an output of the same size. */
const isFixed = ({ crop, trim, width, height }: TransformOptions) =>
  (width ?? height) !== undefined && crop === undefined && trim === undefined
