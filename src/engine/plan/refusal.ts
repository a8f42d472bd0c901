import { type DetailParts, Failure } from '../../errors.ts'
import type { Room } from '../../memory/index.ts'
import { isLossless } from '../formats/codec.ts'
import { encoders } from '../formats/codecs.ts'
import { joined, mention, mentioning, type Piece, parts, setting } from '../options/mention.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import { areaOf, type Size } from '../picture/size.ts'
import { totalBytes } from '../wasm/needs.ts'
import { alternatives, type PlansOf, searchable } from './alternatives.ts'
import { isTooLong } from './check-limits.ts'
import type { Plan, PlanRequest } from './plan.ts'
import { lackingMemory } from './room.ts'
import { MEGABYTE, tooLargeSource } from './source-share.ts'

/** Limits that a refusal respects when it names what would fit. */
export interface Allowed {
  readonly room: Room
  /** Maximum output pixels. */
  readonly pixels: number
}

/** The plans for a refused request, none of which can be run. */
type Plans = readonly [Plan, ...Plan[]]

/**
 * Makes the error for a request without a fitting plan. It names the largest output, the largest
 * original, or another format that would fit.
 * @returns too-large if the limits or the format do not allow such an output, otherwise over-budget
 */
export function refusal(refused: PlanRequest, { room: given, pixels }: Allowed, plansOf: PlansOf): Failure {
  const [request, room] = searchable(refused, given)
  const [first, ...others] = plansOf(request)
  if (!first) return new Failure('internal', undefined, 'an output has no format')
  const plans = [first, ...others] as const
  const { format, output } = first
  const allowed = withinPixels(plansOf, pixels)
  if (areaOf(output) > pixels)
    return tooLarge(request, plans, `at most ${pixels} pixels are allowed`, room, allowed)
  if (!plans.every(isTooLong)) return overBudget(request, plans, room, plansOf)
  const rule = `as ${format} at most ${encoders[format].maxSide} pixels a side are allowed`
  return tooLarge(request, plans, rule, room, allowed)
}

/** Leaves out plans whose output has more pixels than allowed. */
const withinPixels = (plansOf: PlansOf, pixels: number): PlansOf =>
  function* allowed(request) {
    for (const plan of plansOf(request)) if (areaOf(plan.output) <= pixels) yield plan
  }

function tooLarge(request: PlanRequest, plans: Plans, rule: string, room: Room, plansOf: PlansOf): Failure {
  const { intent } = request
  const [first] = plans
  const { output } = first
  const side = requestedSide(request, output)
  const find = alternatives(room, plansOf)
  const smaller = find.output(request, output, side)
  const other = intent.format === 'auto' ? undefined : find.format(request, first)
  const ways: Piece[] = []
  if (smaller) ways.push(`at most ${sizeOf(smaller, request)} would fit`)
  if (other) ways.push(parts`${setting(other)} would fit`)
  if (ways.length === 0) ways.push(...withoutMargins(request, output, room, plansOf))
  const less = ways.length === 0 ? find.sourceForLess(request, side) : undefined
  if (less) ways.push(`${tooLargeSource(less)}, for ${text(less.output)}`)
  const detail = joined([`the output would be ${text(output)}: ${rule}`, ...ways], '; ')
  return mentioning('too-large', detail, undefined, { largest: smaller?.output })
}

function overBudget(request: PlanRequest, plans: Plans, room: Room, plansOf: PlansOf): Failure {
  const [{ output }] = plans
  const side = requestedSide(request, output)
  const smaller = alternatives(room, plansOf).output(request, output, side)
  const detail = suggestion(request, plans, room, plansOf, { side, smaller })
  return mentioning('over-budget', detail, undefined, { largest: smaller?.output })
}

/**
 * Returns the larger requested side in pixels, or the output's larger side if no side is requested.
 */
const requestedSide = ({ intent: { width = 0, height = 0 } }: PlanRequest, output: Size) =>
  Math.max(width, height) || Math.max(output.width, output.height)

/** Returns a suggestion to drop the margins, if the request would then fit. */
function withoutMargins(request: PlanRequest, output: Size, room: Room, plansOf: PlansOf): readonly Piece[] {
  const { extend, ...intent } = request.intent
  const longest = Math.max(output.width, output.height)
  const without = extend && alternatives(room, plansOf).output({ ...request, intent }, output, longest)
  return without ? [parts`without ${mention('extend')} at most ${sizeOf(without, request)} would fit`] : []
}

/** Larger requested side in pixels, and the plan for the largest output that fits. */
interface Smaller {
  readonly side: number
  readonly smaller: Plan | undefined
}

function suggestion(
  request: PlanRequest,
  plans: Plans,
  room: Room,
  plansOf: PlansOf,
  { side, smaller }: Smaller,
): DetailParts {
  const { intent } = request
  const [{ output, overlays }] = plans
  const find = alternatives(room, plansOf)
  const negotiated = intent.format === 'auto'
  const source = find.source(request)
  const ways: Piece[] = []
  if (smaller) ways.push(`at most ${sizeOf(smaller, request)} would fit`)
  if (smaller && source && isFixed(intent))
    ways.push(`a source of at most ${source.fitting} ${source.unit} would fit`)
  if (overlays.length > 0) {
    const takes = Math.ceil(Math.max(...overlays.map(({ drawing }) => totalBytes(drawing))) / MEGABYTE)
    const megabytes = find.overlay(request, takes)
    const which = overlays.length === 1 ? 'the overlay' : 'the largest overlay'
    if (megabytes > 0) ways.push(`${which} takes ${takes} MB; at most ${megabytes} MB would fit`)
  }
  if (!smaller && !source) ways.push(...withoutMargins(request, output, room, plansOf))
  const other = negotiated ? undefined : find.format(request, plans[0])
  if (other) ways.push(parts`${setting(other)} would fit`)
  if (find.isLightTooMuch(request)) ways.push(parts`${setting({ linear: false })} would fit`)

  if (!smaller && source) return joined([tooLargeSource(source), ...ways], '; ')
  if (ways.length > 0) {
    const names = [...new Set(plans.map(nameOf))].join(', ').replace(/, (?=[^,]*$)/, ' or ')
    return parts`${text(output)} pixels do not fit as ${names}: ${joined(ways, '; ')}`
  }
  const [smallest] = [...plans].sort((a, b) => totalBytes(a.parts) - totalBytes(b.parts))
  const less = find.sourceForLess(request, side)
  return [
    less
      ? `${tooLargeSource(less)}, for ${text(less.output)}`
      : lackingMemory((smallest ?? plans[0]).parts, room),
  ]
}

const text = ({ width, height }: Size) => `${width}x${height}`

/** Returns an output's size, with its format if that is negotiated. */
const sizeOf = (plan: Plan, { intent }: PlanRequest) =>
  text(plan.output) + (intent.format === 'auto' ? ` as ${nameOf(plan)}` : '')

function nameOf({ format, settings }: Plan): string {
  if (format === 'jpeg' && settings.progressive) return 'progressive jpeg'
  return format === 'webp' && isLossless(settings) ? 'lossless webp' : format
}

/** `true` if a smaller original would lead to an output with the same size. */
const isFixed = ({ crop, trim, width, height }: TransformOptions) =>
  (width ?? height) !== undefined && crop === undefined && trim === undefined
