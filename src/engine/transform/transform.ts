import { Failure } from '../../errors.ts'
import type { ImageSource } from '../bytes/image-source.ts'
import { releaseBuffer } from '../bytes/release.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import { describe } from './describe.ts'
import type { TransformContext, Transformed } from './job.ts'
import { runInLease } from './lease.ts'
import { openImage } from './open.ts'
import { type PlannedImage, planOpened } from './plan.ts'
import { type RunningContext, runOn } from './run.ts'
import { fileOf, type OpenedImage, release } from './states.ts'

/**
 * Transforms an image: opens the original, analyzes it if the intent needs an analysis, plans,
 * waits for memory, and runs the plan.
 * @throws Failure in all cases in which a source, a probe, a plan or a codec throws
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
