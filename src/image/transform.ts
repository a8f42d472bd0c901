import { decoders } from '../formats/codecs.ts'
import { formats } from '../formats/formats.ts'
import { isStripped } from '../formats/metadata.ts'
import type { Demand } from '../isolate/admission.ts'
import type { Source } from '../source/source.ts'
import type { Intent } from '../url/intent.ts'
import { extendLease, runWhenAdmitted } from './admit.ts'
import type { Analysis, AnalysisRequest } from './analysis/analyze.ts'
import { analyzeWhenAdmitted } from './analyze-when-admitted.ts'
import type { TransformContext, Transformed } from './context.ts'
import { describe } from './describe.ts'
import { metadataMemory, withMetadata } from './metadata.ts'
import {
  fileOf,
  headerMemory,
  inMemory,
  lengthOf,
  type OpenedImage,
  openImage,
  readUnsized,
  release,
  reopenImage,
} from './open.ts'
import { makePlan } from './plan/make-plan.ts'
import { plannedDemand } from './plan/memory.ts'
import type { Plan } from './plan/plan.ts'
import { run } from './run.ts'

/** Larger sources are not held to be compared with their re-encoding. */
const MAX_COMPARED = 8 * 1024 * 1024

/**
 * The image stage: opens the source, analyses it if the intent needs that, plans, waits for memory, and makes the output.
 * @throws Failure of every kind that a source, a probe, a plan or a codec has
 */
export async function transform(
  source: Source,
  intent: Intent,
  context: TransformContext,
): Promise<Transformed> {
  try {
    const image = await openImage(source, context)
    return await transformOpened(image, intent, context).finally(() => release(image))
  } catch (error) {
    context.overlay?.cancel()
    throw error
  }
}

async function transformOpened(
  image: OpenedImage,
  intent: Intent,
  context: TransformContext,
): Promise<Transformed> {
  if (intent.output === 'json') return describe(image, intent, context)

  const request = analysisRequest(intent)
  const analysis = request ? await analyzeWhenAdmitted(image, intent, request, context) : {}
  if (request) await reopenImage(image, context)

  await readUnsized(image, context)
  // A plan refers to the profile in the header: it is made again rather than held while the image waits.
  if (image.lease) await extendLease(image, planTransform(image, intent, analysis, context).demand, context)
  const planned = planTransform(image, intent, analysis, context)
  return runWhenAdmitted(image, planned.demand, context, () => runTransform(image, planned, intent, context))
}

function analysisRequest({ trim, crop }: Intent): AnalysisRequest | undefined {
  if (trim === undefined && crop !== 'smart') return undefined
  return { ...(trim !== undefined && { trim }), preview: crop === 'smart' }
}

interface PlannedTransform {
  readonly plan: Plan
  readonly demand: Demand
  readonly readsWhole: boolean
}

function planTransform(
  image: OpenedImage,
  intent: Intent,
  analysis: Analysis,
  { overlay, limits }: TransformContext,
): PlannedTransform {
  const { header, head, source } = image
  const size = lengthOf(image)
  const { needsWholeInput } = decoders[header.format]
  const reserved = headerMemory(image) + metadataMemory(intent, header, needsWholeInput ? size : head.length)
  const plan = makePlan(header, intent, size, limits, { ...analysis, ...(overlay && { overlay }) }, reserved)
  const fits =
    source.size !== undefined && size <= MAX_COMPARED && plan.memory + reserved + size <= limits.memory
  const keepsSource = plan.reencodes && fits && intent.keepSmaller !== false
  const drawing = overlay && plan.overlay ? overlay.memory(plan.overlay.size) : 0
  const more = reserved + (keepsSource ? size : 0)
  const demand = plannedDemand(header, size, plan, drawing, limits.memory, more)
  return { plan, demand, readsWhole: keepsSource || needsWholeInput }
}

async function runTransform(
  image: OpenedImage,
  { plan, demand, readsWhole }: PlannedTransform,
  intent: Intent,
  context: TransformContext,
): Promise<Transformed> {
  const { header, head } = image
  const file = fileOf(image)
  const whole = readsWhole ? await file.readAll() : undefined
  const input = whole ? inMemory(whole) : file
  const encoded = await run(plan, input, header, {
    ...context,
    demand,
    renderOverlay: context.overlay?.render,
  })
  const output = withMetadata(intent, header, whole ?? head, plan, encoded)
  const mayKeep = intent.keepSmaller !== false
  const original = mayKeep && whole && isBetter(whole, plan, output) ? whole : undefined
  const body = original ?? output
  return {
    body,
    length: body.length,
    type: formats[plan.format].mediaType,
    processed: original ? 2 : 1,
    info: infoOf(plan, body),
  }
}

function isBetter(source: Uint8Array<ArrayBuffer>, plan: Plan, encoded: Uint8Array): boolean {
  return plan.reencodes && source.length <= encoded.length && isStripped(plan.format, source)
}

function infoOf({ format, output }: Plan, { length }: Uint8Array): string {
  return `osz=${length}; odim=${output.width}x${output.height}; ofmt=${format}`
}
