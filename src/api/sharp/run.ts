import { bare } from '../../engine/options/own.ts'
import type { Transformed } from '../../engine/transform/job.ts'
import { transform } from '../../engine/transform/transform.ts'
import { onInput } from '../engine/job.ts'
import { transformOptions } from '../engine/options.ts'
import type { Context, EngineOptions, Input } from '../engine/public.ts'
import { resultOf } from '../engine/result.ts'
import { type Draft, optionsOf } from './draft.ts'
import { renamed } from './names.ts'
import { refuse } from './refuse.ts'
import { fittingLayers, sizedIntent } from './sizes.ts'
import type { OutputInfo } from './types.ts'

/** The chain's output with its media type. */
interface Ran {
  readonly body: Uint8Array<ArrayBuffer>
  readonly type: string
  readonly info: OutputInfo
}

function ranOf(transformed: Transformed): Ran {
  const { body, type, width, height, info } = resultOf(transformed)
  const { format, frames } = info
  return {
    body,
    type,
    info: { format, size: body.length, width, height, ...(frames !== undefined && { pages: frames }) },
  }
}

/**
 * Runs the chain's calls on its input.
 * @throws Failure whose detail has sharp's names
 */
export async function run(
  input: Input,
  options: EngineOptions,
  context: Context,
  draft: Draft,
): Promise<Ran> {
  const files = (address: string): Input =>
    draft.overlays.get(address) ?? refuse('pass the bytes of a picture')
  try {
    return await onInput(
      input,
      bare<Context>(context, { files }),
      (settings) => transformOptions({ ...options, ...optionsOf(draft) }, settings),
      async (job) => {
        const layers = fittingLayers(job)
        return ranOf(await transform(job.source, { ...job, intent: await sizedIntent(job, draft), layers }))
      },
    )
  } catch (error) {
    throw renamed(error)
  }
}
