import { Failure } from '../../errors.ts'
import { encoders } from '../../formats/formats.ts'
import type { Size } from '../../picture/size.ts'
import type { Intent } from '../../url/intent.ts'
import { type Candidate, fitting, isTooLong, type PlansOf, settled } from './fitting.ts'
import { MEGABYTE, neededMemory, tooLargeSource } from './limits.ts'
import type { PlanRequest } from './plan.ts'

const text = ({ width, height }: Size) => `${width}x${height}`

function nameOf({ format, settings: { progressive, lossless, nearLossless } }: Candidate): string {
  if (format === 'jpeg' && progressive) return 'progressive jpeg'
  return format === 'webp' && (lossless || nearLossless) ? 'lossless webp' : format
}

/** Whether a smaller source would make an output of the same size. */
const isFixed = ({ crop, trim, width, height }: Intent) =>
  (width ?? height) !== undefined && crop === undefined && trim === undefined

/** What would fit, all of it planned. */
function suggestion(
  input: PlanRequest,
  asked: readonly [Candidate, ...Candidate[]],
  room: number,
  plansOf: PlansOf,
): string {
  const { intent, seen } = input
  const [{ output, overlay }] = asked
  const find = fitting(room, plansOf)
  const negotiated = intent.format === 'auto'
  const sizeOf = (plan: Candidate) => text(plan.output) + (negotiated ? ` as ${nameOf(plan)}` : '')
  const longest = Math.max(output.width, output.height)
  const side = Math.max(intent.width ?? 0, intent.height ?? 0) || longest

  const smaller = find.output(input, output, side)
  const source = find.source(input)
  const ways: string[] = []
  if (smaller) ways.push(`at most ${sizeOf(smaller)} would fit`)
  if (smaller && source && isFixed(intent))
    ways.push(`a source of at most ${source.most} ${source.unit} would fit`)
  if (overlay && seen.overlay) {
    const takes = Math.ceil(seen.overlay.memory(overlay.size) / MEGABYTE)
    const megabytes = find.overlay(input, takes)
    if (megabytes > 0)
      ways.push(`an overlay that takes at most ${megabytes} MB would fit, this one takes ${takes}`)
  }
  if (!smaller && !source && intent.extend) {
    const { extend: _extend, ...tight } = intent
    const without = find.output({ ...input, intent: tight }, output, longest)
    if (without) ways.push(`without extend at most ${sizeOf(without)} would fit`)
  }
  const other = negotiated ? undefined : find.format(input, asked[0])
  if (other) ways.push(`${other} would fit`)

  if (!smaller && source) return [tooLargeSource(source), ...ways].join('; ')
  if (ways.length > 0) {
    const names = [...new Set(asked.map(nameOf))].join(', ').replace(/, (?=[^,]*$)/, ' or ')
    return `${text(output)} pixels do not fit as ${names}: ${ways.join('; ')}`
  }
  const least = Math.min(...asked.map(({ memory }) => memory))
  const less = find.sourceOfLess(input, side)
  return less ? `${tooLargeSource(less)}, for ${text(less.output)}` : neededMemory(least, room)
}

/**
 * The refusal of a request of which no plan fits: it names the largest output, the largest source, or another format that
 * would.
 * @param memory bytes that there are
 * @returns too-large where the format has no such sides, else over-budget
 */
export function whatWouldFit(wanted: PlanRequest, memory: number, plansOf: PlansOf): Failure {
  const [input, room] = settled(wanted, memory)
  const [first, ...others] = plansOf(input)
  if (!first) return new Failure('internal', undefined, 'an output has no format')
  if (!isTooLong(first) || others.length > 0)
    return new Failure('over-budget', suggestion(input, [first, ...others], room, plansOf))
  const { format, output } = first
  const other = fitting(room, plansOf).format(input, first)
  const limit = `the output would be ${text(output)}: as ${format} at most ${encoders[format].maxSide} pixels a side`
  return new Failure('too-large', other ? `${limit}; ${other} would fit` : limit)
}
