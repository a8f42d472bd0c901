import type { EncodeSettings } from '../../formats/format.ts'
import { encoders, type OutputFormat } from '../../formats/formats.ts'
import { turnOf, turnSize } from '../../picture/orientation.ts'
import type { Size } from '../../picture/size.ts'
import type { Intent } from '../../url/intent.ts'
import { cropBox } from './crop.ts'
import {
  type FittingSource,
  fittingSource,
  largestThatFits,
  MEGABYTE,
  shareThatFits,
  shrunk,
} from './limits.ts'
import type { PlanRequest } from './plan.ts'

/** What of a plan decides whether it fits. */
export interface Candidate {
  readonly format: OutputFormat
  readonly settings: EncodeSettings
  readonly output: Size
  readonly overlay: { readonly size: Size } | undefined
  readonly memory: number
}

/** The plans that would do, best first. */
export type PlansOf = (input: PlanRequest) => Iterable<Candidate>

/** Whether the format has no such sides. */
export const isTooLong = ({ format, output }: Pick<Candidate, 'format' | 'output'>) =>
  Math.max(output.width, output.height) > encoders[format].maxSide

/**
 * Whether a plan can be carried out: its format has such sides, and there is memory for it.
 * @param room bytes
 */
export function fits(plan: Pick<Candidate, 'format' | 'output' | 'memory'>, room: number): boolean {
  return !isTooLong(plan) && plan.memory <= room
}

const areaOf = ({ width, height }: Size) => width * height

/** The same with another width or height: the larger one if both are asked for, to which the other keeps its ratio. */
function resized(input: PlanRequest, length: number): PlanRequest {
  const { intent } = input
  const { width, height } = intent
  if (width === undefined && height === undefined) return { ...input, intent: { ...intent, width: length } }
  const by = length / Math.max(width ?? 0, height ?? 0)
  const scaled = (side: number) => Math.max(1, Math.round(side * by))
  const changed = {
    ...(width !== undefined && { width: scaled(width) }),
    ...(height !== undefined && { height: scaled(height) }),
  }
  return { ...input, intent: { ...intent, ...changed } }
}

/** The same of a smaller source, without what is said in pixels of this one. */
function ofShare({ header, intent, size, seen: { overlay } }: PlanRequest, share: number): PlanRequest {
  const { crop: _crop, trim: _trim, redact: _redact, ...uncropped } = intent
  return {
    header: shrunk(header, share),
    intent: uncropped,
    size: size * share,
    seen: overlay ? { overlay } : {},
  }
}

/** Bytes by which a smart crop for another size may be planned to take more than the one that was found. */
const SLACK = 65_536

/**
 * A request whose smart crop is the box that it finds, which takes too long to be sought for every size that is tried.
 * @param room bytes that there are
 */
export function settled(input: PlanRequest, room: number): readonly [PlanRequest, room: number] {
  const { header, intent, seen } = input
  if (intent.crop !== 'smart') return [input, room]
  const { x, y, ...cut } = cropBox(turnSize(header, turnOf(header.orientation)), intent, seen)
  const from = seen.trim ?? { x: 0, y: 0 }
  const crop = { ...cut, x: x - from.x, y: y - from.y }
  return [{ ...input, intent: { ...intent, crop } }, room - SLACK]
}

/** Changes requests until they fit, with a plan for each. */
export function fitting(room: number, plansOf: PlansOf) {
  function planned(input: PlanRequest): Candidate | undefined {
    for (const plan of plansOf(input)) if (fits(plan, room)) return plan
    return undefined
  }

  function source(input: PlanRequest): FittingSource | undefined {
    const share = shareThatFits((tried) => planned(ofShare(input, tried)) !== undefined)
    return fittingSource(input.header, input.size, share)
  }

  return {
    /**
     * The largest output of the same shape.
     * @param asked which has as many pixels at least
     * @param most pixels along the side by which it is asked for
     */
    output(input: PlanRequest, asked: Size, most: number): Candidate | undefined {
      function made(length: number): Candidate | undefined {
        const plan = planned(resized(input, length))
        return plan && areaOf(plan.output) <= areaOf(asked) ? plan : undefined
      }
      const length = largestThatFits(most + 1, (tried) => made(tried) !== undefined)
      return length === 0 ? undefined : made(length)
    },

    /** The largest source of the same shape. */
    source,

    /** The same for an output of a half, a quarter and so on of the size that is asked for. */
    sourceOfLess(input: PlanRequest, side: number): (FittingSource & { readonly output: Size }) | undefined {
      for (let length = side >> 1; length > 0; length >>= 1) {
        const less = resized(input, length)
        const found = source(less)
        const [plan] = plansOf(less)
        if (found && plan) return { ...found, output: plan.output }
      }
      return undefined
    },

    /** The most megabytes that drawing the overlay may take. */
    overlay({ seen: { overlay, ...seen }, ...input }: PlanRequest, most: number): number {
      const taking = (bytes: number) => overlay && { overlay: { ...overlay, memory: () => bytes } }
      return largestThatFits(
        most,
        (tried) => planned({ ...input, seen: { ...seen, ...taking(tried * MEGABYTE) } }) !== undefined,
      )
    },

    /** The parameters with which the same size fits in another format, or as a JPEG that is not progressive. */
    format(input: PlanRequest, { format }: Candidate): string | undefined {
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
