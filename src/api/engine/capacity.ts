import { openImage } from '../../engine/transform/open.ts'
import { planOpened } from '../../engine/transform/plan.ts'
import { release } from '../../engine/transform/states.ts'
import { Failure, sentenceOf } from '../../errors.ts'
import { memoryBytes } from '../../memory/index.ts'
import { mustWait } from './admission.ts'
import { type InputJob, onInput } from './job.ts'
import { type EngineOptions, transformOptions } from './options.ts'
import { settingsOf } from './settings.ts'
import type { Capacity, Context, Fitting, Input, Refused } from './types.ts'

const REFUSALS: readonly Refused['code'][] = ['over-budget', 'too-large', 'source-too-large']

async function planned(job: InputJob, limit: number): Promise<Fitting> {
  const { plan, demand, image } = await planOpened(await openImage(job.source, job), job)
  release(image)
  const { output, format } = plan
  const bytes = demand.bytes + memoryBytes(demand) + (job.limits.held ?? 0)
  return {
    fits: true,
    bytes,
    limit,
    width: output.width,
    height: output.height,
    format,
    waits: mustWait(bytes, limit),
  }
}

function refused(error: unknown, limit: number): Refused {
  const code = error instanceof Failure && REFUSALS.find((each) => each === error.code)
  if (!code) throw error
  const { largest } = error
  return { fits: false, limit, code, reason: sentenceOf(error), ...(largest && { largest }) }
}

/**
 * Checks if a transform fits into memory and limits, and reports what would fit otherwise. It reads
 * the input's header and writes no output. Only `trim` and `crop: 'smart'` need a small decode.
 * @throws Failure like `transform`, except for what does not fit
 * @example
 * const answer = await capacity(file, { width: 4000, format: 'avif' })
 * if (!answer.fits) console.log(answer.reason) // 4000x3000 pixels do not fit as avif: at most …
 */
export async function capacity(input: Input, options?: EngineOptions, context?: Context): Promise<Capacity> {
  try {
    return await onInput(
      input,
      context,
      (settings) => transformOptions(options, settings),
      (job) => planned(job, settingsOf(context).limits.memory),
    )
  } catch (error) {
    return refused(error, settingsOf(context).limits.memory)
  }
}
