import type { Transformed } from '../../engine/context.ts'
import { encoders } from '../../engine/formats/codecs.ts'
import { transform as run } from '../../engine/transform.ts'
import { Failure } from '../../errors.ts'
import { onInput } from './job.ts'
import { type EngineOptions, transformOptions } from './options.ts'
import type { Context, Input, Result, ResultInfo } from './types.ts'

const isFormat = (name: string | undefined): name is ResultInfo['format'] =>
  name !== undefined && Object.hasOwn(encoders, name)

function resultOf({ body, type, processed, info }: Transformed): Result {
  const { size, format, frames, hdr } = info
  if (!size || !isFormat(format)) throw new Failure('internal', undefined, 'an output has no size or format')
  return {
    body,
    type,
    width: size.width,
    height: size.height,
    info: {
      format,
      bytes: body.length,
      ...(frames !== undefined && { frames }),
      ...(hdr !== undefined && { hdr }),
      isOriginal: processed === 2,
    },
  }
}

/**
 * Transforms an image.
 *
 * The input streams through: memory does not hold its pixels. Memory is planned and reserved before
 * pixels are decoded, together with all other calls of this isolate or process.
 * @param options without `format`, JPEG, PNG and WebP keep their format. AVIF and GIF become WebP,
 *   and HEIC becomes JPEG, or PNG with transparency
 * @throws Failure with a `code` and, where the caller can change something, a `detail`
 * @throws the reason of `context.signal`, if it fires
 * @example
 * const { body, type } = await transform(request.body, { width: 400, format: 'webp' })
 * return new Response(body, { headers: { 'content-type': type } })
 */
export function transform(input: Input, options?: EngineOptions, context?: Context): Promise<Result> {
  return onInput(
    input,
    context,
    (settings) => transformOptions(options, settings),
    async ({ source, intent, context: engine }) => resultOf(await run(source, intent, engine)),
  )
}
