import { Failure } from '../errors.ts'
import type { Limits } from '../limits.ts'
import type { Analysis, AnalysisRequest } from './analysis/analyze.ts'
import { canvasHeader, movingFrames } from './animation/moving.ts'
import type { TransformContext } from './context.ts'
import { decoders } from './formats/codecs.ts'
import type { Header } from './formats/header.ts'
import { findGainMap, type PlannedGainMap, planKept, searchesGainMap } from './gain-map/planned-gain-map.ts'
import { metadataFollows, metadataMemory } from './kept-metadata.ts'
import type { Demand } from './memory/admission.ts'
import { analyzeWhenAdmitted } from './opened/analyze.ts'
import { extendLease } from './opened/lease.ts'
import {
  headerMemory,
  lengthOf,
  maySearch,
  type OpenedImage,
  readUnsized,
  reopenImage,
} from './opened/open.ts'
import { overlaysOf } from './options/layers.ts'
import type { TransformOptions } from './options/transform-options.ts'
import type { Overlay } from './overlay/overlay.ts'
import type { AnimationInputs } from './plan/animation-memory.ts'
import { assertOutput } from './plan/check-limits.ts'
import { geometry } from './plan/geometry.ts'
import { makePlan } from './plan/make-plan.ts'
import { largerDemand, plannedDemand } from './plan/memory.ts'
import type { Plan, PlanInputs } from './plan/plan.ts'

/** Maximum bytes of an original that is held to be compared with its re-encoding. */
const MAX_COMPARED = 8 * 1024 * 1024

/** Plan of a transform, and the memory and inputs that it needs. */
export interface PlannedTransform {
  readonly plan: Plan
  readonly demand: Demand
  readonly readsWhole: boolean
  /** `true` if the original is returned in case it is smaller than its re-encoding. */
  readonly mayKeepSource: boolean
  /** Overlays of the plan, ready to be drawn. */
  readonly overlays: readonly Pick<Overlay, 'render'>[]
  readonly gainMap: PlannedGainMap | undefined
  /**
   * State of a requested gain map. `kept`: the output has it. `dropped`: the output does not have
   * it, although the original has or declares one, or was not searched. Otherwise `undefined`.
   */
  readonly hdr: 'kept' | 'dropped' | undefined
}

/**
 * Analyses an image if the intent needs an analysis, and plans its transform. The image is open
 * afterwards. It has a lease if its header is long.
 * @throws Failure of every kind that a source, a probe, an analysis or a plan has
 */
export async function planOpened(
  image: OpenedImage,
  intent: TransformOptions,
  context: TransformContext,
): Promise<PlannedTransform> {
  const animation = await animationInputs(image, intent, context)
  const request = analysisRequest(intent)
  const analysis = request ? await analyzeWhenAdmitted(image, intent, request, context) : {}
  if (request) await reopenImage(image, context)

  image.needsWhole ||= metadataFollows(intent, image.header)
  if (searchesGainMap(intent, image.header) && maySearch(image, context.limits))
    image.needsWhole = image.searched = true
  await readUnsized(image, context)
  const overlays = await openOverlays(image, intent, analysis, context)
  const inputs = { ...analysis, overlays, animation }
  // A plan refers to the profile in the header. It is made again, so that the profile is not held
  // while the image waits for memory.
  if (image.lease) await extendLease(image, planTransform(image, intent, inputs, context).demand, context)
  return { ...planTransform(image, intent, inputs, context), overlays }
}

async function animationInputs(
  image: OpenedImage,
  intent: TransformOptions,
  context: TransformContext,
): Promise<AnimationInputs | undefined> {
  const frames = await movingFrames(image, intent, context)
  return frames > 1 ? { frames, memory: context.limits.memory } : undefined
}

async function openOverlays(
  { header }: OpenedImage,
  intent: TransformOptions,
  analysis: Analysis,
  { layers, limits }: TransformContext,
): Promise<readonly Pick<Overlay, 'size' | 'memory' | 'render'>[]> {
  if (layers.length !== overlaysOf(intent).length)
    throw new Failure('internal', undefined, 'not every overlay of an image was opened')
  if (layers.length === 0) return []
  const { output } = geometry(header, intent, analysis)
  assertOutput(output, limits)
  const overlays = []
  for (const layer of layers) overlays.push(await layer.open(output))
  return overlays
}

function analysisRequest({ trim, crop }: TransformOptions): AnalysisRequest | undefined {
  if (trim === undefined && crop !== 'smart') return undefined
  return { ...(trim !== undefined && { trim }), preview: crop === 'smart' }
}

function planTransform(
  image: OpenedImage,
  intent: TransformOptions,
  inputs: PlanInputs,
  { limits }: TransformContext,
): Omit<PlannedTransform, 'overlays'> {
  const { header, head, source, needsWhole, searched } = image
  const size = lengthOf(image)
  const reserved = [
    headerMemory(image),
    metadataMemory(intent, header, needsWhole ? size : head.length),
    metadataFollows(intent, header) || (searched && !decoders[header.format].needsWholeInput) ? size : 0,
  ].reduce((sum, bytes) => sum + bytes)
  const shown = inputs.animation ? canvasHeader(header) : header
  const { plan, gainMap, hdr } = planWithGainMap(image, shown, intent, inputs, limits, reserved)
  const fits =
    source.size !== undefined && size <= MAX_COMPARED && plan.memory + reserved + size <= limits.memory
  const mayKeep = plan.reencodes && intent.keepSmaller !== false
  const keepsSource = mayKeep && fits
  const more = reserved + (keepsSource ? size : 0)
  const own = plannedDemand(shown, size, plan, limits.memory, more)
  const demand = gainMap ? largerDemand(own, gainMap.demand) : own
  const readsWhole = keepsSource || needsWhole
  return { plan, demand, readsWhole, mayKeepSource: mayKeep && readsWhole, gainMap, hdr }
}

/**
 * Plans a transform and its gain map. With `format=auto` the output is JPEG if this keeps the map,
 * because no other format has gain maps.
 */
function planWithGainMap(
  image: OpenedImage,
  header: Header,
  intent: TransformOptions,
  inputs: PlanInputs,
  limits: Limits,
  reserved: number,
): Pick<PlannedTransform, 'plan' | 'gainMap' | 'hdr'> {
  const { whole, searched } = image
  const found = searched && whole ? findGainMap(header, whole) : undefined
  const planAs = (chosen: TransformOptions) =>
    makePlan(header, chosen, lengthOf(image), limits, inputs, reserved)
  const keep = (plan: Plan) => found && planKept(plan, header, intent, found, inputs, limits, reserved)
  if (found && intent.format === 'auto') {
    const plan = planAs({ ...intent, accepts: [] })
    const gainMap = keep(plan)
    if (gainMap) return { plan, gainMap, hdr: 'kept' }
  }
  const plan = planAs(intent)
  const gainMap = keep(plan)
  const missed = searchesGainMap(intent, header) && (!searched || header.gainMap === 'declared')
  return { plan, gainMap, hdr: gainMap ? 'kept' : found || missed ? 'dropped' : undefined }
}
