import type { Room } from '../../memory/index.ts'
import type { PlainOptions } from '../options/mention.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import type { MeasuredOverlay } from '../overlay/overlay.ts'
import { quarterTurn, turnOf, turnSize } from '../picture/orientation.ts'
import { areaOf, type Size } from '../picture/size.ts'
import type { Parts } from '../wasm/needs.ts'
import { largestThatFits, shareThatFits } from './bisection.ts'
import { fits } from './check-limits.ts'
import { cropBox } from './crop.ts'
import type { Plan, PlanRequest } from './plan.ts'
import { type FittingSource, fittingSource, MEGABYTE, shrunk } from './source-share.ts'

/** Function that yields the possible plans for a request, best first. */
export type PlansOf = (request: PlanRequest) => Iterable<Plan>

/**
 * Returns the request with the larger requested side set to `length` pixels, or with that width if
 * no side is requested. The aspect ratio does not change.
 */
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

/**
 * Returns a request for the exact output that a refusal names. With `fit=outside`, the picture may
 * otherwise be one pixel larger, because the named width and height are rounded.
 */
function sizedAs(request: PlanRequest, output: Size): PlanRequest {
  const { intent } = request
  const { fit, extend, rotate = 0 } = intent
  if (fit !== 'outside' || extend || rotate % 90 !== 0) return request
  return { ...request, intent: { ...intent, ...turnSize(output, quarterTurn(rotate)) } }
}

/**
 * Returns the request for which alternatives are searched. Its overlays are measured on each output
 * that is tried, because a text's size depends on the output. A smart crop is replaced by its box.
 * @returns the request, and the room that is left for the request
 */
export function searchable(request: PlanRequest, room: Room): readonly [PlanRequest, room: Room] {
  const { overlays = [] } = request.inputs
  const known = new Map<string, readonly MeasuredOverlay[]>()
  function measured(output: Size): readonly MeasuredOverlay[] {
    const key = `${output.width}x${output.height}`
    const found = known.get(key) ?? overlays.map((each) => each.on?.(output) ?? each)
    known.set(key, found)
    return found
  }
  return withFixedCrop({ ...request, overlays: measured }, room)
}

/**
 * Returns the same request for a smaller original, whose area is the given share. Drops the options
 * that are given in the original's pixels.
 */
function withSourceShare(
  { header, intent, byteLength, inputs: { animation }, room, overlays }: PlanRequest,
  share: number,
): PlanRequest {
  const { crop: _crop, trim: _trim, redact: _redact, ...uncropped } = intent
  return {
    header: shrunk(header, share),
    intent: uncropped,
    byteLength: byteLength * share,
    inputs: { animation },
    room,
    overlays,
  }
}

/**
 * Additional bytes that are reserved for `crop=smart`. The crop is found for one output size. At
 * another output size the crop is rounded differently, and may need a few bytes more.
 */
const SLACK = 65_536

/**
 * Replaces a smart crop by the box that it finds. Finding a box for every size that is tried would
 * take too long.
 * @returns the request, and the room that is left for the request
 */
function withFixedCrop(request: PlanRequest, room: Room): readonly [PlanRequest, room: Room] {
  const { header, intent, inputs } = request
  if (intent.crop !== 'smart') return [request, room]
  const { x, y, ...cut } = cropBox(turnSize(header, turnOf(header.orientation)), intent, inputs)
  const from = inputs.trim ?? { x: 0, y: 0 }
  const crop = { ...cut, x: x - from.x, y: y - from.y }
  return [
    { ...request, intent: { ...intent, crop } },
    { ...room, kernel: room.kernel - SLACK, kernelBeside: room.kernelBeside - SLACK },
  ]
}

const bounded = ({ bytes, kernel, codec }: Parts, most: number): Parts => ({
  bytes: Math.min(bytes, most),
  kernel: Math.min(kernel, most),
  codec: Math.min(codec, most),
})

/** Returns functions that search for changes to a request with which it fits into memory. */
export function alternatives(room: Room, plansOf: PlansOf) {
  function planned(request: PlanRequest): Plan | undefined {
    for (const plan of plansOf(request)) if (fits(plan, room)) return plan
    return undefined
  }

  function source(request: PlanRequest): FittingSource | undefined {
    const share = shareThatFits((tried) => planned(withSourceShare(request, tried)) !== undefined)
    return fittingSource(request.header, request.byteLength, share)
  }

  return {
    /**
     * Finds the plan for the largest output with the same shape.
     * @param tooLarge output size that does not fit
     * @param maxLength maximum length for the larger requested side, in pixels
     */
    output(request: PlanRequest, tooLarge: Size, maxLength: number): Plan | undefined {
      function planWith(length: number): Plan | undefined {
        const tried = resized(request, length)
        const plan = planned(tried)
        if (!plan || areaOf(plan.output) > areaOf(tooLarge)) return undefined
        return planned(sizedAs(tried, plan.output)) && plan
      }
      const length = largestThatFits(maxLength + 1, (tried) => planWith(tried) !== undefined)
      return length === 0 ? undefined : planWith(length)
    },

    /** Finds the largest original with the same shape for which the request fits. */
    source,

    /**
     * Halves the requested output size until an original with the same shape fits. Returns the
     * largest original that fits with that output.
     */
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

    /**
     * Returns the maximum megabytes that drawing an overlay may take. With more, the request does
     * not fit.
     */
    overlay(request: PlanRequest, maxBytes: number): number {
      const taking =
        (bytes: number): PlanRequest['overlays'] =>
        (output) =>
          request.overlays(output).map(({ size, memory }) => ({
            size,
            memory: (drawn: Size) => bounded(memory(drawn), bytes),
          }))
      return largestThatFits(
        maxBytes,
        (tried) => planned({ ...request, overlays: taking(tried * MEGABYTE) }) !== undefined,
      )
    },

    /** Returns `true` if an animation with `count` frames fits. */
    frames({ inputs: { animation, ...inputs }, ...request }: PlanRequest, count: number): boolean {
      const fewer = animation && { ...animation, frames: count }
      return planned({ ...request, inputs: { ...inputs, animation: fewer } }) !== undefined
    },

    /** Returns `true` if the request fits with lossy encoding at effort `fast`. */
    fastEncoding(request: PlanRequest): boolean {
      const { lossless: _lossless, nearlossless: _near, effort: _effort, ...fast } = request.intent
      return planned({ ...request, intent: fast }) !== undefined
    },

    /** Returns `true` if the request has `linear` and fits without it. */
    isLightTooMuch(request: PlanRequest): boolean {
      const { linear = false, ...codes } = request.intent
      return linear && planned({ ...request, intent: codes }) !== undefined
    },

    /**
     * Returns the options with which the requested size fits: another format, or a JPEG that is
     * not progressive.
     */
    format(request: PlanRequest, { format }: Plan): PlainOptions | undefined {
      const { progressive } = request.intent
      // `format=auto` may only choose JPEG if nothing is transparent.
      const negotiable: TransformOptions = {
        ...request.intent,
        format: 'auto',
        accepts: format === 'jpeg' ? [] : ['webp'],
      }
      const found = planned({ ...request, intent: negotiable })
      if (!found) return undefined
      return {
        ...(found.format !== format && { format: found.format }),
        ...(progressive && !found.settings.progressive && { progressive: false }),
      }
    },
  }
}
