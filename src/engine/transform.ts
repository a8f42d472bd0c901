import { type ErrorCode, Failure } from '../errors.ts'
import { isMoving, runAnimation } from './animation/run-animation.ts'
import type { ByteSource } from './bytes/byte-source.ts'
import type { ImageSource } from './bytes/image-source.ts'
import { inMemory } from './bytes/in-memory.ts'
import { releaseBuffer, replaced } from './bytes/release.ts'
import type { TransformContext, Transformed } from './context.ts'
import { describe } from './describe.ts'
import { formats } from './formats/formats.ts'
import type { Header } from './formats/header.ts'
import { isStripped } from './formats/metadata.ts'
import { withGainMap } from './gain-map/with-gain-map.ts'
import { withMetadata } from './kept-metadata.ts'
import { runInLease } from './opened/lease.ts'
import { openImage } from './opened/open.ts'
import { fileOf, headerOf, headOf, lengthOf, type OpenedImage, release } from './opened/states.ts'
import type { TransformOptions } from './options/transform-options.ts'
import type { Plan } from './plan/plan.ts'
import { type PlannedImage, planOpened } from './plan-opened.ts'
import { type RunContext, run } from './run.ts'
import { runTranscode } from './run-transcode.ts'

/**
 * Transforms an image: opens the original, analyses it if the intent needs an analysis, plans,
 * waits for memory, and runs the plan.
 * @throws Failure of every kind that a source, a probe, a plan or a codec has
 */
export async function transform(
  source: ImageSource,
  intent: TransformOptions,
  context: TransformContext,
): Promise<Transformed> {
  try {
    const paged = { ...context, page: intent.page }
    const image = await openImage(source, paged)
    const made = await transformOpened(image, intent, paged)
    if (made.body.length === 0) throw new Failure('busy', undefined, 'the buffers were taken for other work')
    return made
  } catch (error) {
    for (const { cancel } of context.layers) cancel()
    throw error
  } finally {
    context.admission.disownAll()
  }
}

async function transformOpened(
  image: OpenedImage,
  intent: TransformOptions,
  context: TransformContext,
): Promise<Transformed> {
  if (intent.output === 'json') return describe(image, intent, context)

  const planned = await planOpened(image, intent, context)
  const running = runInLease(planned.image, planned.demand, context, ({ seat }) =>
    runTransform(planned, intent, { ...context, seat, own: context.admission.own }),
  )
  return running.finally(() => release(planned.image))
}

type RunningContext = TransformContext & Pick<RunContext, 'seat' | 'own'>

/** Runs a plan. Frees the original afterwards, unless it is the result. */
async function runTransform(
  planned: PlannedImage,
  intent: TransformOptions,
  context: RunningContext,
): Promise<Transformed> {
  const { image, readsWhole } = planned
  const whole = readsWhole ? await fileOf(image).readAll() : undefined
  let result: Transformed | undefined
  try {
    result = await runOn(planned, whole, intent, context)
    return result
  } finally {
    if (whole && whole === result?.body) image.contents.keep()
    else if (whole) releaseBuffer(whole)
  }
}

/**
 * Runs a plan.
 * @param whole the original, if the plan reads it whole
 */
async function runOn(
  { image, plan, mayKeepSource, overlays, gainMap, hdr }: PlannedImage,
  whole: Uint8Array<ArrayBuffer> | undefined,
  intent: TransformOptions,
  context: RunningContext,
): Promise<Transformed> {
  const [header, head] = [headerOf(image), headOf(image)]
  const input = whole ? inMemory(whole) : fileOf(image)
  const running = { ...context, overlays }
  const moving = isMoving(plan) ? await runAnimation(plan, input, header, running) : undefined
  const encoded = moving?.file ?? (await encode(plan, input, lengthOf(image), header, running))
  const { seat } = context
  context.own?.(encoded)
  const complete = await withMetadata(intent, header, whole ?? head, plan, encoded, gainMap, seat)
  const joined = gainMap && (await withGainMap(complete, gainMap, { ...context, overlays: [] }))
  const output = joined ?? complete
  const original = mayKeepSource && whole && isBetter(whole, plan, output) ? whole : undefined
  const body = replaced(output, original ?? output)
  return {
    body,
    length: body.length,
    type: formats[plan.format].mediaType,
    processed: original ? 2 : 1,
    info: {
      bytes: body.length,
      size: { width: plan.output.width, height: plan.output.height },
      format: plan.format,
      frames: original ? plan.animation?.frames : moving?.frames,
      hdr: joined ? hdr : hdr && 'dropped',
    },
  }
}

/** Failures of a transcode after which the picture that was encoded before is served. */
const REPLACEABLE: ReadonlySet<ErrorCode> = new Set(['unsupported', 'corrupt', 'over-budget'])

/**
 * Returns `undefined` if a JPEG cannot be transcoded, because JPEG XL cannot store it, it is
 * damaged, or the result is too long. Any other error is thrown.
 */
function unlessRefused(error: unknown): undefined {
  if (!(error instanceof Failure && REPLACEABLE.has(error.code))) throw error
}

/**
 * Encodes a still picture, or transcodes the original. A plan that may do both reads the original
 * whole.
 * @param byteLength length of the original in bytes
 */
async function encode(
  plan: Plan,
  input: ByteSource,
  byteLength: number,
  header: Header,
  context: RunContext,
): Promise<Uint8Array<ArrayBuffer>> {
  if (plan.transcode?.when === 'always') return runTranscode(plan, input, byteLength, header, context)
  const encoded = await run(plan, input, header, context)
  if (!plan.transcode || encoded.length < byteLength) return encoded
  context.own?.(encoded)
  const transcoded = await runTranscode(plan, input, byteLength, header, context).catch(unlessRefused)
  if (!transcoded) return encoded
  return transcoded.length < encoded.length ? replaced(encoded, transcoded) : replaced(transcoded, encoded)
}

function isBetter(source: Uint8Array<ArrayBuffer>, plan: Plan, encoded: Uint8Array): boolean {
  const { format, animation } = plan
  return source.length <= encoded.length && isStripped(format, source, animation !== undefined)
}
