import type { EncodeSettings } from '../codecs/codec.ts'
import { encoders, type OutputFormat } from '../codecs/codecs.ts'
import { Failure } from '../errors.ts'
import type { Size } from '../ops/orientation.ts'
import type { Intent } from '../url/intent.ts'
import { largestThatFits, MEGABYTE, megapixels, neededMemory, shareThatFits, shrunk } from './budget.ts'
import type { PlanInput } from './plan-input.ts'

/** What of a plan decides whether it fits. */
interface Candidate {
  readonly format: OutputFormat
  readonly settings: EncodeSettings
  readonly output: Size
  readonly overlay: { readonly size: Size } | undefined
  readonly memory: number
}

/** The plans that would do, best first. */
type PlansOf = (input: PlanInput) => Iterable<Candidate>

const isTooLong = ({ format, output }: Pick<Candidate, 'format' | 'output'>) =>
  Math.max(output.width, output.height) > encoders[format].maxSide

/**
 * Whether a plan can be carried out: its format has such sides, and there is memory for it.
 * @param room bytes
 */
export function fits(plan: Pick<Candidate, 'format' | 'output' | 'memory'>, room: number): boolean {
  return !isTooLong(plan) && plan.memory <= room
}

const text = ({ width, height }: Size) => `${width}x${height}`

function nameOf({ format, settings: { progressive, lossless, nearLossless } }: Candidate): string {
  if (format === 'jpeg' && progressive) return 'progressive jpeg'
  return format === 'webp' && (lossless || nearLossless) ? 'lossless webp' : format
}

/** The same with another width, to which a height keeps its ratio; with another height where that alone is asked for. */
function resized(input: PlanInput, length: number): PlanInput {
  const { intent } = input
  const { width, height } = intent
  if (height === undefined) return { ...input, intent: { ...intent, width: length } }
  if (width === undefined) return { ...input, intent: { ...intent, height: length } }
  const scaled = Math.max(1, Math.round((height * length) / width))
  return { ...input, intent: { ...intent, width: length, height: scaled } }
}

/** The same of a smaller source, without what is said in pixels of this one. */
function ofShare({ header, intent, size, seen: { overlay } }: PlanInput, share: number): PlanInput {
  const { crop: _crop, trim: _trim, redact: _redact, ...uncropped } = intent
  return {
    header: shrunk(header, share),
    intent: uncropped,
    size: size * share,
    seen: overlay ? { overlay } : {},
  }
}

/** Plans changes of a request until they fit. */
function search(room: number, plansOf: PlansOf) {
  function planned(input: PlanInput): Candidate | undefined {
    for (const plan of plansOf(input)) if (fits(plan, room)) return plan
    return undefined
  }

  return {
    planned,

    /** The largest output of the same shape. @param most pixels along the side that is asked for */
    output(input: PlanInput, most: number): Candidate | undefined {
      const length = largestThatFits(most + 1, (tried) => planned(resized(input, tried)) !== undefined)
      return length === 0 ? undefined : planned(resized(input, length))
    },

    /** The largest source of the same shape. */
    source: (input: PlanInput) =>
      megapixels(
        input.header,
        shareThatFits((share) => planned(ofShare(input, share)) !== undefined),
      ),

    /** The most megabytes that drawing the overlay may take. */
    overlay({ seen: { overlay, ...seen }, ...input }: PlanInput, most: number): number {
      const taking = (bytes: number) => overlay && { overlay: { ...overlay, memory: () => bytes } }
      return largestThatFits(
        most,
        (tried) => planned({ ...input, seen: { ...seen, ...taking(tried * MEGABYTE) } }) !== undefined,
      )
    },

    /** The parameters with which the same size fits in another format, or as a JPEG that is not progressive. */
    format(input: PlanInput, { format }: Candidate): string | undefined {
      const { progressive } = input.intent
      // A JPEG is only made where nothing is transparent.
      const negotiable: Intent = {
        ...input.intent,
        format: 'auto',
        accepts: format === 'jpeg' ? [] : ['webp'],
      }
      const found = planned({ ...input, intent: negotiable })
      if (!found) return undefined
      const changes = [
        ...(found.format === format ? [] : [`format=${found.format}`]),
        ...(progressive && !found.settings.progressive ? ['progressive=0'] : []),
      ]
      return changes.join('&')
    },
  }
}

/** What would fit, all of it planned. */
function suggestion(
  input: PlanInput,
  asked: readonly [Candidate, ...Candidate[]],
  room: number,
  plansOf: PlansOf,
): string {
  const { intent, seen } = input
  const [{ output, overlay }] = asked
  const find = search(room, plansOf)
  const negotiated = intent.format === 'auto'
  const sizeOf = (plan: Candidate) => text(plan.output) + (negotiated ? ` as ${nameOf(plan)}` : '')
  const most = intent.width ?? intent.height ?? Math.max(output.width, output.height)

  const smaller = find.output(input, most)
  const source = find.source(input)
  if (!smaller && source)
    return `the image has ${source.had} megapixels: at most ${source.fit} of this kind fit`

  const ways: string[] = []
  if (smaller) ways.push(`at most ${sizeOf(smaller)} would fit`)
  const { crop, trim, width, height, extend } = intent
  const fixed = (width ?? height) !== undefined && crop === undefined && trim === undefined
  if (source && fixed) ways.push(`a source of at most ${source.fit} megapixels would fit`)
  if (overlay && seen.overlay) {
    const takes = Math.ceil(seen.overlay.memory(overlay.size) / MEGABYTE)
    const megabytes = find.overlay(input, takes)
    if (megabytes > 0)
      ways.push(`an overlay that takes at most ${megabytes} MB would fit, this one takes ${takes}`)
  }
  if (!smaller && extend) {
    const { extend: _extend, ...tight } = intent
    const without = find.output({ ...input, intent: tight }, most)
    if (without) ways.push(`without extend at most ${sizeOf(without)} would fit`)
  }
  const other = negotiated ? undefined : find.format(input, asked[0])
  if (other) ways.push(`${other} would fit`)
  if (ways.length === 0) return neededMemory(Math.min(...asked.map(({ memory }) => memory)), room)
  const names = [...new Set(asked.map(nameOf))].join(' or ')
  return `${text(output)} pixels do not fit as ${names}: ${ways.join('; ')}`
}

/**
 * The refusal of a request of which no plan fits: it names the largest output, the largest source, or another format that
 * would.
 * @param room bytes that there are
 * @returns too-large where the format has no such sides, else over-budget
 */
export function whatWouldFit(input: PlanInput, room: number, plansOf: PlansOf): Failure {
  const [first, ...others] = plansOf(input)
  if (!first) return new Failure('internal', undefined, 'an output has no format')
  if (!isTooLong(first) || others.length > 0)
    return new Failure('over-budget', suggestion(input, [first, ...others], room, plansOf))
  const { format, output } = first
  const other = search(room, plansOf).format(input, first)
  const limit = `the output would be ${text(output)}: as ${format} at most ${encoders[format].maxSide} pixels a side`
  return new Failure('too-large', other ? `${limit}; ${other} would fit` : limit)
}
