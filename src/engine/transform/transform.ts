import { Failure } from '../../errors.ts'
import type { ImageSource } from '../bytes/image-source.ts'
import { releaseBuffer } from '../bytes/release.ts'
import { describe } from './describe.ts'
import type { Job, Transformed } from './job.ts'
import { runInLease } from './lease.ts'
import { openImage } from './open.ts'
import { type PlannedImage, planOpened } from './plan.ts'
import { type RunningJob, runOn } from './run.ts'
import { fileOf, type OpenedImage, release } from './states.ts'

/**
 * Transforms an image: opens the original, analyzes it if the job needs an analysis, plans,
 * waits for memory, and runs the plan.
 * @throws Failure in all cases in which a source, a probe, a plan or a codec throws
 */
export async function transform(source: ImageSource, job: Job): Promise<Transformed> {
  try {
    const made = await transformOpened(await openImage(source, job), job)
    if (made.body.length === 0) throw new Failure('busy', undefined, 'the buffers were taken for other work')
    return made
  } catch (error) {
    for (const { cancel } of job.layers) cancel()
    throw error
  } finally {
    job.admission.disownAll()
  }
}

async function transformOpened(image: OpenedImage, job: Job): Promise<Transformed> {
  if (job.intent.output === 'json') return describe(image, job)

  const planned = await planOpened(image, job)
  const running = runInLease(planned.image, planned.demand, job, ({ seat }) =>
    runTransform(planned, { ...job, seat, own: job.admission.own }),
  )
  return running.finally(() => release(planned.image))
}

/** Runs a plan. Frees the original afterwards, unless it is the result. */
async function runTransform(planned: PlannedImage, job: RunningJob): Promise<Transformed> {
  const { image, readsWhole } = planned
  const whole = readsWhole ? await fileOf(image).readAll() : undefined
  let result: Transformed | undefined
  try {
    result = await runOn(planned, whole, job)
    return result
  } finally {
    if (whole && whole === result?.body) image.contents.keep()
    else if (whole) releaseBuffer(whole)
  }
}
