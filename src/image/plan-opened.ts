import { Failure } from '../errors.ts'
import type { Demand } from '../isolate/admission.ts'
import type { Intent } from '../url/intent.ts'
import { overlaysOf } from '../url/overlays.ts'
import { extendLease } from './admit.ts'
import type { Analysis, AnalysisRequest } from './analysis/analyze.ts'
import { analyzeWhenAdmitted } from './analyze-when-admitted.ts'
import type { AnimationInputs } from './animation/memory.ts'
import { canvasHeader, movingFrames } from './animation/moving.ts'
import type { TransformContext } from './context.ts'
import { metadataFollows, metadataMemory } from './metadata.ts'
import { headerMemory, lengthOf, type OpenedImage, readUnsized, reopenImage } from './open.ts'
import type { Overlay } from './overlay/overlay.ts'
import { assertOutput } from './plan/check-limits.ts'
import { geometry } from './plan/geometry.ts'
import { makePlan } from './plan/make-plan.ts'
import { plannedDemand } from './plan/memory.ts'
import type { Plan, PlanInputs } from './plan/plan.ts'

/** Larger sources are not held to be compared with their re-encoding. */
const MAX_COMPARED = 8 * 1024 * 1024

/** What a transform does and what it needs. */
export interface PlannedTransform {
  readonly plan: Plan
  readonly demand: Demand
  readonly readsWhole: boolean
  /** Whether the source itself is the answer where that is smaller. */
  readonly mayKeepSource: boolean
  /** What draws the plan's overlays. */
  readonly overlays: readonly Pick<Overlay, 'render'>[]
}

/**
 * Analyses an image if the intent needs that, and plans its transform. The image is open afterwards, and has a lease if its
 * header is long.
 * @throws Failure of every kind that a source, a probe, an analysis or a plan has
 */
export async function planOpened(
  image: OpenedImage,
  intent: Intent,
  context: TransformContext,
): Promise<PlannedTransform> {
  const animation = await animationInputs(image, intent, context)
  const request = analysisRequest(intent)
  const analysis = request ? await analyzeWhenAdmitted(image, intent, request, context) : {}
  if (request) await reopenImage(image, context)

  image.needsWhole ||= metadataFollows(intent, image.header)
  await readUnsized(image, context)
  const overlays = await openOverlays(image, intent, analysis, context)
  const inputs = { ...analysis, overlays, animation }
  // A plan refers to the profile in the header: it is made again rather than held while the image waits.
  if (image.lease) await extendLease(image, planTransform(image, intent, inputs, context).demand, context)
  return { ...planTransform(image, intent, inputs, context), overlays }
}

async function animationInputs(
  image: OpenedImage,
  intent: Intent,
  context: TransformContext,
): Promise<AnimationInputs | undefined> {
  const frames = await movingFrames(image, intent, context)
  return frames > 1 ? { frames, memory: context.limits.memory } : undefined
}

async function openOverlays(
  { header }: OpenedImage,
  intent: Intent,
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

function analysisRequest({ trim, crop }: Intent): AnalysisRequest | undefined {
  if (trim === undefined && crop !== 'smart') return undefined
  return { ...(trim !== undefined && { trim }), preview: crop === 'smart' }
}

function planTransform(
  image: OpenedImage,
  intent: Intent,
  inputs: PlanInputs,
  { limits }: TransformContext,
): Omit<PlannedTransform, 'overlays'> {
  const { header, head, source, needsWhole } = image
  const size = lengthOf(image)
  const reserved = [
    headerMemory(image),
    metadataMemory(intent, header, needsWhole ? size : head.length),
    metadataFollows(intent, header) ? size : 0,
  ].reduce((sum, bytes) => sum + bytes)
  const shown = inputs.animation ? canvasHeader(header) : header
  const plan = makePlan(shown, intent, size, limits, inputs, reserved)
  const fits =
    source.size !== undefined && size <= MAX_COMPARED && plan.memory + reserved + size <= limits.memory
  const mayKeep = plan.reencodes && intent.keepSmaller !== false
  const keepsSource = mayKeep && fits
  const more = reserved + (keepsSource ? size : 0)
  const demand = plannedDemand(shown, size, plan, limits.memory, more)
  const readsWhole = keepsSource || needsWhole
  return { plan, demand, readsWhole, mayKeepSource: mayKeep && readsWhole }
}
