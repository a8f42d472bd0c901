import type { Color } from '../color/color.ts'
import type { EncodeSettings } from '../formats/codec.ts'
import { encoders } from '../formats/codecs.ts'
import { scalesFor } from '../formats/decode-scales.ts'
import { formats } from '../formats/formats.ts'
import type { Header } from '../formats/header.ts'
import { onePicture } from '../ops/operation.ts'
import { placeOverlay } from '../ops/placement.ts'
import { type LayerOptions, NO_PROPERTIES, overlaysOf } from '../options/layers.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import type { MeasuredOverlay } from '../overlay/overlay.ts'
import { cropBoxOf } from '../picture/crop-box.ts'
import { scalesOf } from '../picture/picture.ts'
import { areaOf, type Size } from '../picture/size.ts'
import { goalOf } from '../search/goal.ts'
import { assertAnimationPixels } from './animation-pixels.ts'
import { fits } from './check-limits.ts'
import { recoloring } from './colors.ts'
import { encoderVariants } from './encoder-variants.ts'
import { filtering, filterOf } from './filters.ts'
import { fittingAnimation } from './fitting-animation.ts'
import { type Geometry, geometry, redactions } from './geometry.ts'
import { mayKeepProfile, mayStayWide } from './kept-samples.ts'
import { markOf } from './mark.ts'
import { plannedMemory } from './memory.ts'
import { type Encoding, encodeSettings, encodings, withDefaults } from './output.ts'
import type { Plan, PlanInputs, PlannedOverlay, PlanRequest, UnmeasuredPlan } from './plan.ts'
import { getsPlanes, planesOf, withSubsampling } from './planes.ts'
import { refusal } from './refusal.ts'
import { type RequestLimits, roomFor } from './room.ts'
import { stepsOf } from './steps.ts'
import { assertTranscodable, transcodeFor, withFallback, withTranscode } from './transcode.ts'
import { withWideAdjustment } from './wide-adjustment.ts'

const TRANSPARENT: Color = { r: 0, g: 0, b: 0, alpha: 0 }

/**
 * Decides everything about a transform from its options and the original's header. Pure. For a
 * negotiated format, it returns the best plan that fits.
 * @param header header that has passed `assertLimits`
 * @param byteLength original's length in bytes
 * @throws Failure too-large, bad-parameter, unsupported, over-budget (naming what would fit)
 */
export function makePlan(
  header: Header,
  intent: TransformOptions,
  byteLength: number,
  limits: RequestLimits,
  inputs: PlanInputs = {},
): Plan {
  const room = roomFor(limits, inputs.reserved)
  const { overlays = [] } = inputs
  const request = { header, intent, byteLength, inputs, room, overlays: () => overlays }
  for (const plan of plansOf(request)) {
    // The limit is for encoded pixels. A transcode encodes none.
    if (plan.transcode?.when !== 'always' && areaOf(plan.output) > limits.output_pixels) break
    assertAnimationPixels(header, plan, limits, () => fittingAnimation(request, plan, room, plansOf))
    if (fits(plan, room)) return plan
  }
  throw refusal(request, { room, pixels: limits.output_pixels }, plansOf)
}

/** Returns the plans of a request, best first. */
function* plansOf(request: PlanRequest): Generator<Plan> {
  for (const plan of variantsOf(request)) yield* encoderVariants(plan, request)
}

function* variantsOf(asked: PlanRequest): Generator<Plan> {
  const { header, inputs } = asked
  const shape = geometry(header, asked.intent, inputs)
  const { bg = TRANSPARENT, removealpha = false, radius } = asked.intent
  const alpha = (hasTransparency(header, shape, bg) && !removealpha) || radius !== undefined
  const moving: readonly Encoding[] | undefined = inputs.animation && [{ format: 'webp', progressive: false }]
  for (const encoding of moving ?? encodings(header.format, asked.intent, shape.output, alpha)) {
    const intent = withDefaults(asked.intent, encoding, moving !== undefined)
    const request = { ...asked, intent }
    const pictured = planAs(request, shape, alpha, encoding)
    const transcode = encoding.format === 'jxl' ? transcodeFor(header, intent) : undefined
    if (transcode?.when === 'always') {
      assertTranscodable(header)
      yield withTranscode(pictured, transcode, header, request.byteLength, request.room)
      continue
    }
    const plan = transcode ? withFallback(pictured, transcode, header, request.byteLength) : pictured
    yield plan
    if (plan.scale.dense !== plan.scale.subsampled) yield planAs(request, shape, alpha, encoding, 'coarse')
    // Resizing RGBA is slower, but the planes and the RGBA picture are not in memory at the same
    // time.
    if (!plan.planar && !plan.resize.rgba) yield planAs(request, shape, alpha, encoding, 'rgba')
    if (plan.resize.rgba && encoders[plan.format].planes?.(plan.settings))
      yield planAs(request, shape, alpha, encoding, 'planes')
    if (plan.planar && !plan.resize.halved && encoders[plan.format].takesHalved)
      yield planAs(request, shape, alpha, encoding, 'halved')
  }
}

function hasTransparency(header: Header, shape: Geometry, added: Color): boolean {
  return header.alpha || (added.alpha < 1 && (hasMargins(shape) || shape.angle !== 0))
}

const hasRgbProfile = ({ color, components }: Header): boolean => color?.kind === 'icc' && components === 3

function hasMargins({ window, canvas }: Geometry): boolean {
  return window.width * window.height < canvas.width * canvas.height
}

/**
 * Makes the plan for one output encoding.
 * @param way a plan variant that takes less memory. `rgba`: the picture becomes RGBA before it is
 *   resized, whatever its layout. `planes`: it stays planes if the encoder takes them, even if the
 *   filter then enlarges chroma. `halved`: chroma planes are halved, although the encoder takes
 *   them in full size. `coarse`: subsampled chroma is decoded at luma's scale. All variants imply
 *   `coarse`
 */
function planAs(
  request: PlanRequest,
  shape: Geometry,
  alpha: boolean,
  encoding: Encoding,
  way?: 'rgba' | 'planes' | 'halved' | 'coarse',
): Plan {
  const { header, intent, byteLength, inputs, room } = request
  const { bg = TRANSPARENT, removealpha = false, radius } = intent
  const { output } = shape
  const { format } = encoding
  // Without a resize no pixels are mixed, so `linear` would change nothing.
  const linear = intent.linear === true && isResized(shape)
  const opaque = !encoders[format].alpha
  const color = opaque ? overBlack(bg) : bg
  const transparent = hasTransparency(header, shape, color)
  const overlays = planOverlays(intent, output, request.overlays(output))
  // Overlays are in sRGB, so an image with overlays is converted to sRGB.
  const keepsMetadata = (intent.metadata ?? '0') !== '0'
  const keepsProfile = overlays.length === 0 && mayKeepProfile(header, intent, format)
  const settings: EncodeSettings = {
    // An animation needs alpha, because its unchanged pixels become transparent.
    ...encodeSettings(intent, encoding, alpha || inputs.animation !== undefined),
    ...(keepsProfile && encoders[format].profile === 'display-p3' && { isDisplayP3: true }),
    ...(keepsProfile && hasRgbProfile(header) && { hasRgbProfile: true }),
  }
  const filtered = filtering(filterOf(intent, inputs), shape, header.alpha)
  const recolored = recoloring(
    header,
    { ...intent, linear },
    { kept: keepsProfile, filtered: filtered.steps.length > 0 },
  )
  const colored = withWideAdjustment(header, {
    resize: recolored.resize,
    steps: [...filtered.steps, ...recolored.steps, ...stepsOf(intent, { shape, color, transparent })],
  })
  const background = opaque && ((transparent && !removealpha) || radius !== undefined) ? color : undefined
  const mark = markOf(intent, output)
  const composed = { steps: colored.steps, overlays, background, mark, format, settings }
  const isEnlarged = way !== 'planes' && formats[header.format].smoothChroma === true && !isResized(shape)
  const { steps, planar, halved } = linear
    ? { ...composed, planar: false, halved: false }
    : planesOf(header, composed, isEnlarged, way === 'halved')
  const isWide = mayStayWide(header, { ...composed, steps, resize: colored.resize })
  const isFine = way === undefined && encoders[format].keepsChroma(output, settings)
  const shaped = {
    ...composed,
    steps,
    animation: inputs.animation,
    goal: goalOf(intent, format, settings, inputs.animation !== undefined),
    // Decoders that scale down average codes, not light. With linear light they therefore decode at
    // full size.
    scale: linear ? scalesOf(8) : scalesFor(header, shrinkOf(shape), isFine),
    redact: redactions(header, intent),
    resize: {
      ...filtered.resize,
      ...colored.resize,
      crop: cropBoxOf(shape.crop, header),
      ...(isEnlarged && !planar && { rgba: true }),
      halved,
      ...(way === 'rgba' && { rgba: true }),
      ...(isWide && { wide: true }),
      turn: shape.turn,
    },
    planar,
    keepsProfile,
    keepsMetadata,
    output,
  }
  const plan = {
    ...shaped,
    settings: {
      ...withSubsampling(settings, getsPlanes(header, shaped)),
      ...(isWide && { depth: 16 as const }),
    },
  }
  const reencodes = !keepsMetadata && isReencoding(plan, header)
  return { ...plan, reencodes, ...plannedMemory(header, byteLength, plan, room) }
}

function planOverlays(
  intent: TransformOptions,
  output: Size,
  overlays: readonly MeasuredOverlay[],
): readonly PlannedOverlay[] {
  const options = overlaysOf(intent)
  return overlays.map(({ size, memory }, index) => {
    const placement = placeOverlay(output, size, placing(options[index]))
    const { bytes, ...drawing } = memory(placement.size)
    // The plan counts the overlays' pictures separately.
    return { ...placement, drawing: { ...drawing, bytes: Math.max(0, bytes - onePicture(placement.size)) } }
  })
}

/**
 * Returns the options that place an overlay. A text is already wrapped to its width, so its width
 * is left out.
 */
function placing(overlay: LayerOptions | undefined): LayerOptions {
  if (overlay?.text === undefined) return overlay ?? NO_PROPERTIES
  const { width: _wrapped, ...others } = overlay
  return { ...NO_PROPERTIES, ...others }
}

function overBlack({ r, g, b, alpha }: Color): Color {
  return { r: Math.round(r * alpha), g: Math.round(g * alpha), b: Math.round(b * alpha), alpha: 1 }
}

const isResized = ({ crop, scaled }: Geometry) => crop.width !== scaled.width || crop.height !== scaled.height

const shrinkOf = ({ crop, scaled }: Geometry) =>
  Math.min(crop.width / scaled.width, crop.height / scaled.height)

function isReencoding(
  { resize, steps, redact, overlays, mark, format, output }: UnmeasuredPlan,
  header: Header,
): boolean {
  const { box, size } = resize
  const whole = box.x === 0 && box.y === 0 && box.width === header.width && box.height === header.height
  const same = size.width === header.width && size.height === header.height && format === header.format
  const recolored = [resize.space, resize.light, resize.matrix].some((change) => change !== undefined)
  const unchanged = steps.length + redact.length + overlays.length === 0 && !recolored && !mark
  return !header.canvas && whole && same && output.width === size.width && unchanged
}
