import { transform as run } from '../../engine/transform/transform.ts'
import { onInput } from './job.ts'
import { type EngineOptions, transformOptions } from './options.ts'
import { resultOf } from './result.ts'
import type { Context, Input, Result } from './types.ts'

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
    async (job) => resultOf(await run(job.source, job)),
  )
}
