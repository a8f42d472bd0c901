import type { Intent } from '../../signing/url/intent.ts'
import { turnOf, turnSize } from '../picture/orientation.ts'
import type { Size } from '../picture/size.ts'
import { largestThatFits, shareThatFits } from './bisection.ts'
import { fits } from './check-limits.ts'
import { cropBox } from './crop.ts'
import type { Plan, PlanRequest } from './plan.ts'
import { type FittingSource, fittingSource, MEGABYTE, shrunk } from './source-share.ts'

/** The plans for a request, best first. */
export type PlansOf = (request: PlanRequest) => Iterable<Plan>

const areaOf = ({ width, height }: Size) => width * height

/** The larger side gets the length, the other keeps its ratio. */
function resized(request: PlanRequest, length: number): PlanRequest {
  const { intent } = request
  const { width, height } = intent
  if (width === undefined && height === undefined) return { ...request, intent: { ...intent, width: length } }
  const by = length / Math.max(width ?? 0, height ?? 0)
  const scaled = (side: number) => Math.max(1, Math.round(side * by))
  const changed = {
    ...(width !== undefined && { width: scaled(width) }),
    ...(height !== undefined && { height: scaled(height) }),
  }
  return { ...request, intent: { ...intent, ...changed } }
}

/** Drops the options in pixels of the source. */
function withSourceShare(
  { header, intent, size, inputs: { overlays = [], animation } }: PlanRequest,
  share: number,
): PlanRequest {
  const { crop: _crop, trim: _trim, redact: _redact, ...uncropped } = intent
  return {
    header: shrunk(header, share),
    intent: uncropped,
    size: size * share,
    inputs: { overlays, animation },
  }
}

/** A smart crop of another size may take a few bytes more than the one that was found. */
const SLACK = 65_536

/**
 * Replaces a smart crop by the box that it finds: finding one for every size that is tried takes too long.
 * @param room bytes
 */
export function withFixedCrop(request: PlanRequest, room: number): readonly [PlanRequest, room: number] {
  const { header, intent, inputs } = request
  if (intent.crop !== 'smart') return [request, room]
  const { x, y, ...cut } = cropBox(turnSize(header, turnOf(header.orientation)), intent, inputs)
  const from = inputs.trim ?? { x: 0, y: 0 }
  const crop = { ...cut, x: x - from.x, y: y - from.y }
  return [{ ...request, intent: { ...intent, crop } }, room - SLACK]
}

/** Finds the largest changed request that fits, with its plan. */
export function alternatives(room: number, plansOf: PlansOf) {
  function planned(request: PlanRequest): Plan | undefined {
    for (const plan of plansOf(request)) if (fits(plan, room)) return plan
    return undefined
  }

  function source(request: PlanRequest): FittingSource | undefined {
    const share = shareThatFits((tried) => planned(withSourceShare(request, tried)) !== undefined)
    return fittingSource(request.header, request.size, share)
  }

  return {
    /**
     * The largest output of the same shape.
     * @param tooLarge the output that does not fit
     * @param most pixels along the larger requested side
     */
    output(request: PlanRequest, tooLarge: Size, most: number): Plan | undefined {
      function planWith(length: number): Plan | undefined {
        const plan = planned(resized(request, length))
        return plan && areaOf(plan.output) <= areaOf(tooLarge) ? plan : undefined
      }
      const length = largestThatFits(most + 1, (tried) => planWith(tried) !== undefined)
      return length === 0 ? undefined : planWith(length)
    },

    /** The largest source of the same shape. */
    source,

    /** The largest source of the same shape for an output of a half, a quarter and so on of the requested size. */
    sourceForLess(
      request: PlanRequest,
      side: number,
    ): (FittingSource & { readonly output: Size }) | undefined {
      for (let length = side >> 1; length > 0; length >>= 1) {
        const less = resized(request, length)
        const found = source(less)
        const [plan] = plansOf(less)
        if (found && plan) return { ...found, output: plan.output }
      }
      return undefined
    },

    /** The most megabytes that drawing any of the overlays may take. */
    overlay({ inputs: { overlays = [], ...inputs }, ...request }: PlanRequest, most: number): number {
      const taking = (bytes: number) =>
        overlays.map(({ size, memory }) => ({
          size,
          memory: (drawn: Size) => Math.min(memory(drawn), bytes),
        }))
      return largestThatFits(
        most,
        (tried) =>
          planned({ ...request, inputs: { ...inputs, overlays: taking(tried * MEGABYTE) } }) !== undefined,
      )
    },

    /** Whether an animation of so many frames fits. */
    frames({ inputs: { animation, ...inputs }, ...request }: PlanRequest, count: number): boolean {
      const fewer = animation && { ...animation, frames: count }
      return planned({ ...request, inputs: { ...inputs, animation: fewer } }) !== undefined
    },

    /** Whether it fits with loss. */
    withLoss(request: PlanRequest): boolean {
      const { lossless: _lossless, nearlossless: _near, ...lossy } = request.intent
      return planned({ ...request, intent: lossy }) !== undefined
    },

    /** Whether it fits where codes are resized, not light. */
    isLightTooMuch(request: PlanRequest): boolean {
      const { linear = false, ...codes } = request.intent
      return linear && planned({ ...request, intent: codes }) !== undefined
    },

    /** The parameters with which this size fits: another format, or a JPEG that is not progressive. */
    format(request: PlanRequest, { format }: Plan): string | undefined {
      const { progressive } = request.intent
      // A negotiated format is JPEG only if nothing is transparent.
      const negotiable: Intent = {
        ...request.intent,
        format: 'auto',
        accepts: format === 'jpeg' ? [] : ['webp'],
      }
      const found = planned({ ...request, intent: negotiable })
      if (!found) return undefined
      const changes = [
        ...(found.format === format ? [] : [`format=${found.format}`]),
        ...(progressive && !found.settings.progressive ? ['progressive=0'] : []),
      ]
      return changes.join('&')
    },
  }
}
