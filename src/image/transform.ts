import type { ByteSource } from '../formats/format.ts'
import { decoders } from '../formats/formats.ts'
import { isStripped } from '../formats/metadata.ts'
import type { Source } from '../source/source.ts'
import type { Intent } from '../url/intent.ts'
import type { Analysis } from './analysis/analyze.ts'
import { analyzeWhenAdmitted } from './analyze-when-admitted.ts'
import type { TransformContext, Transformed } from './context.ts'
import { describe } from './describe.ts'
import { metadataMemory, withMetadata } from './metadata.ts'
import { headerMemory, heldSource, type OpenedImage, openImage, release } from './open.ts'
import { makePlan } from './plan/make-plan.ts'
import { plannedDemand } from './plan/memory.ts'
import type { Plan } from './plan/plan.ts'
import { run } from './run.ts'
import { reopenImage, runWhenAdmitted, type ScheduledWork } from './run-when-admitted.ts'

/** Up to so many bytes a source is held that may turn out to be smaller than its re-encoding. */
const HELD = 8 * 1024 * 1024

/** What an intent needs to be seen of the pixels before it can be planned. */
function wantedOf({ trim, crop }: Intent) {
  if (trim === undefined && crop !== 'smart') return undefined
  return { ...(trim !== undefined && { trim }), frame: crop === 'smart' }
}

/** Analyses a source where the intent asks for it; it is opened anew then, so that nothing of it is held. */
async function analyzed(
  image: OpenedImage,
  intent: Intent,
  context: TransformContext,
): Promise<{ image: OpenedImage; analysis: Analysis }> {
  const wanted = wantedOf(intent)
  if (!wanted) return { image, analysis: {} }
  const analysis = await analyzeWhenAdmitted(image, intent, wanted, context)
  release(image)
  return { image: await reopenImage(image, context), analysis }
}

/** The source itself where nothing but its encoding changes, and that for the worse. */
function smaller(plan: Plan, source: Uint8Array<ArrayBuffer>, made: Uint8Array): boolean {
  return plan.reencodes && source.length <= made.length && isStripped(plan.format, source)
}

function infoOf({ format, output }: Plan, { length }: Uint8Array): string {
  return `osz=${length}; odim=${output.width}x${output.height}; ofmt=${format}`
}

/** Plans what is to be made of an image. */
function planned(
  image: OpenedImage,
  size: number,
  analysis: Analysis,
  intent: Intent,
  context: TransformContext,
): ScheduledWork<Transformed> {
  const { header, head, source } = image
  const { overlay, limits } = context
  const { needsWholeInput: foreign } = decoders[header.format]
  const beside = headerMemory(image) + metadataMemory(intent, header, foreign ? size : head.length)
  const plan = makePlan(header, intent, size, limits, { ...analysis, ...(overlay && { overlay }) }, beside)
  const fits = source.size !== undefined && size <= HELD && plan.memory + beside + size <= limits.memory
  const held = plan.reencodes && fits
  const drawing = overlay && plan.overlay ? overlay.memory(plan.overlay.size) : 0
  const more = beside + (held ? size : 0)
  const demand = plannedDemand(header, size, plan, drawing, limits.memory, more)
  return {
    demand,
    async run(input) {
      const whole = held || foreign ? await input.readAll() : undefined
      const bytes: ByteSource = whole ? heldSource(whole) : input
      const made = await run(plan, bytes, header, { ...context, demand, overlay: overlay?.render })
      const body = withMetadata(intent, header, whole ?? head, plan, made)
      const original = whole && smaller(plan, whole, body) ? whole : undefined
      const chosen = original ?? body
      return {
        body: chosen,
        length: chosen.length,
        type: `image/${plan.format}`,
        processed: original ? 2 : 1,
        info: infoOf(plan, chosen),
      }
    },
  }
}

/**
 * The image stage: probe, analysis, plan, admission, pixels.
 * @throws Failure of every kind that a source, a probe, a plan or a codec has
 */
export async function transform(
  source: Source,
  intent: Intent,
  context: TransformContext,
): Promise<Transformed> {
  let image: OpenedImage | undefined
  try {
    image = await openImage(source, context)
    if (intent.output === 'json') return await describe(image, intent, context)
    const seen = await analyzed(image, intent, context)
    image = seen.image
    const { analysis } = seen
    return await runWhenAdmitted(image, context, (opened, size) =>
      planned(opened, size, analysis, intent, context),
    )
  } catch (error) {
    if (image) release(image)
    context.overlay?.cancel()
    throw error
  }
}
