import type { ByteSource } from '../codecs/codec.ts'
import { decoders } from '../codecs/codecs.ts'
import { Failure } from '../errors.ts'
import { isBare } from '../metadata/bare.ts'
import type { Source } from '../source/source.ts'
import type { Intent } from '../url/intent.ts'
import type { Analysis } from './analyze.ts'
import { headerMemory, heldSource, type Image, look, measured } from './look.ts'
import type { Means, Transformed } from './means.ts'
import { metadataMemory, withMetadata } from './metadata.ts'
import { makePlan, type Plan } from './plan.ts'
import { report } from './report.ts'
import { run } from './run.ts'
import { see } from './see.ts'

/** Up to so many bytes a source is held that may turn out to be smaller than its re-encoding. */
const HELD = 8 * 1024 * 1024

/** What an intent needs to be seen of the pixels before it can be planned. */
function wantedOf({ trim, crop }: Intent) {
  if (trim === undefined && crop !== 'smart') return undefined
  return { ...(trim !== undefined && { trim }), frame: crop === 'smart' }
}

/** What is read for the second time must be what was seen. */
function isSame(before: Image, { source, header }: Image): boolean {
  const { width, height, format, orientation } = before.header
  const pictured = header.width === width && header.height === height && header.format === format
  const upright = header.orientation === orientation
  return pictured && upright && before.source.etag === source.etag && before.source.size === source.size
}

/** @throws Failure bad-origin: another image stands in its place now */
async function reopened(image: Image, means: Means): Promise<Image> {
  const next = await look(await means.again(), means.limits, means.timing)
  if (isSame(image, next)) return next
  next.input.cancel()
  throw new Failure('bad-origin', undefined, 'the source changed while it was read')
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
  image.input.cancel()
  return { image: await reopened(image, means), analysis }
}

/** The source itself where nothing but its encoding changes, and that for the worse. */
function smaller(plan: Plan, source: Uint8Array<ArrayBuffer>, made: Uint8Array): boolean {
  return plan.reencodes && source.length <= made.length && isBare(plan.format, source)
}

function infoOf({ format, output }: Plan, { length }: Uint8Array): string {
  return `osz=${length}; odim=${output.width}x${output.height}; ofmt=${format}`
}

/** Plans, and carries the plan out as soon as its memory is free. */
async function process(image: Image, analysis: Analysis, intent: Intent, means: Means): Promise<Transformed> {
  const { header } = image
  const { overlay } = means
  const { input, size } = await means.timing.stage('source', () => measured(image))
  const seen = { ...analysis, ...(overlay && { overlay }) }
  const plan = makePlan(header, intent, size, means.limits, seen)
  const { foreign } = decoders[header.format]
  const memory =
    plan.memory + headerMemory(image) + metadataMemory(intent, header, foreign ? size : image.head.length)
  const fits = image.source.size !== undefined && size <= HELD && memory + size <= means.limits.memory
  const held = plan.reencodes && fits
  return means.admission.admit(memory + (held ? size : 0), async () => {
    const whole = held || foreign ? await input.readAll() : undefined
    const bytes: ByteSource = whole ? heldSource(whole) : input
    const made = await run(plan, bytes, header, { ...means, overlay: overlay?.render })
    const body = withMetadata(intent, header, whole ?? image.head, plan, made)
    const original = whole && smaller(plan, whole, body) ? whole : undefined
    const chosen = original ?? body
    return {
      body: chosen,
      length: chosen.length,
      type: `image/${plan.format}`,
      processed: original ? 2 : 1,
      info: infoOf(plan, chosen),
    }
  })
}

/**
 * The image stage: probe, analysis, plan, admission, pixels.
 * @throws Failure of every kind that a source, a probe, a plan or a codec has
 */
export async function transform(source: Source, intent: Intent, means: Means): Promise<Transformed> {
  let image: Image | undefined
  try {
    image = await look(source, means.limits, means.timing)
    if (intent.output === 'json') return await report(image, intent, means)
    const seen = await analyzed(image, intent, means)
    image = seen.image
    return await process(image, seen.analysis, intent, means)
  } catch (error) {
    image?.input.cancel()
    means.overlay?.cancel()
    throw error
  }
}
