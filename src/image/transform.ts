import type { ByteSource } from '../formats/format.ts'
import { decoders } from '../formats/formats.ts'
import { isBare } from '../formats/metadata.ts'
import type { Source } from '../source/source.ts'
import type { Intent } from '../url/intent.ts'
import type { Analysis } from './analysis/analyze.ts'
import { see } from './analyzed.ts'
import type { Means, Transformed } from './context.ts'
import { report } from './describe.ts'
import { metadataMemory, withMetadata } from './metadata.ts'
import { headerMemory, heldSource, type Image, letGo, look } from './open.ts'
import { makePlan } from './plan/make-plan.ts'
import { plannedDemand } from './plan/memory.ts'
import type { Plan } from './plan/plan.ts'
import { run } from './run.ts'
import { admitted, reopened, type Work } from './schedule.ts'

/** Up to so many bytes a source is held that may turn out to be smaller than its re-encoding. */
const HELD = 8 * 1024 * 1024

/** What an intent needs to be seen of the pixels before it can be planned. */
function wantedOf({ trim, crop }: Intent) {
  if (trim === undefined && crop !== 'smart') return undefined
  return { ...(trim !== undefined && { trim }), frame: crop === 'smart' }
}

/** Analyses a source where the intent asks for it; it is opened anew then, so that nothing of it is held. */
async function analyzed(
  image: Image,
  intent: Intent,
  means: Means,
): Promise<{ image: Image; analysis: Analysis }> {
  const wanted = wantedOf(intent)
  if (!wanted) return { image, analysis: {} }
  const analysis = await see(image, intent, wanted, means)
  letGo(image)
  return { image: await reopened(image, means), analysis }
}

/** The source itself where nothing but its encoding changes, and that for the worse. */
function smaller(plan: Plan, source: Uint8Array<ArrayBuffer>, made: Uint8Array): boolean {
  return plan.reencodes && source.length <= made.length && isBare(plan.format, source)
}

function infoOf({ format, output }: Plan, { length }: Uint8Array): string {
  return `osz=${length}; odim=${output.width}x${output.height}; ofmt=${format}`
}

/** Plans what is to be made of an image. */
function planned(
  image: Image,
  size: number,
  analysis: Analysis,
  intent: Intent,
  means: Means,
): Work<Transformed> {
  const { header, head, source } = image
  const { overlay, limits } = means
  const { foreign } = decoders[header.format]
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
      const made = await run(plan, bytes, header, { ...means, demand, overlay: overlay?.render })
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
export async function transform(source: Source, intent: Intent, means: Means): Promise<Transformed> {
  let image: Image | undefined
  try {
    image = await look(source, means)
    if (intent.output === 'json') return await report(image, intent, means)
    const seen = await analyzed(image, intent, means)
    image = seen.image
    const { analysis } = seen
    return await admitted(image, means, (opened, size) => planned(opened, size, analysis, intent, means))
  } catch (error) {
    if (image) letGo(image)
    means.overlay?.cancel()
    throw error
  }
}
