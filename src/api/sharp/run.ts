import type { Transformed } from '../../engine/context.ts'
import { encoders } from '../../engine/formats/codecs.ts'
import { transform } from '../../engine/transform.ts'
import { Failure } from '../../errors.ts'
import { onInput } from '../engine/job.ts'
import { transformOptions } from '../engine/options.ts'
import type { Context, EngineOptions, Input } from '../engine/public.ts'
import { type Draft, type Format, optionsOf } from './draft.ts'
import { renamed } from './names.ts'
import { refuse } from './refuse.ts'
import { fittingLayers, sizedIntent } from './sizes.ts'
import type { OutputInfo } from './types.ts'

/** Output of a chain with its media type. */
interface Ran {
  readonly body: Uint8Array<ArrayBuffer>
  readonly type: string
  readonly info: OutputInfo
}

const isFormat = (name: string | undefined): name is Format =>
  name !== undefined && Object.hasOwn(encoders, name)

function ranOf({ body, type, info }: Transformed): Ran {
  const { size, format, frames } = info
  if (!size || !isFormat(format)) throw new Failure('internal', undefined, 'an output has no size or format')
  const { width, height } = size
  return {
    body,
    type,
    info: { format, size: body.length, width, height, ...(frames !== undefined && { pages: frames }) },
  }
}

/**
 * Runs the calls of a chain on its input.
 * @throws Failure whose detail has the names of sharp
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
      { ...context, files },
      (settings) => transformOptions({ ...options, ...optionsOf(draft) }, settings),
      async (job) => {
        const layers = fittingLayers(job)
        return ranOf(await transform(job.source, await sizedIntent(job, draft), { ...job.context, layers }))
      },
    )
  } catch (error) {
    throw renamed(error)
  }
}
