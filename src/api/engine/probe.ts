import { optionText, respelled, type Spell } from '../../engine/options/mention.ts'
import { transform } from '../../engine/transform/transform.ts'
import { onInput } from './job.ts'
import { transformOptions } from './options.ts'
import type { Context, Description, Input } from './types.ts'

/** Returns a mention's text for callers, who have no option `output`. */
const spell: Spell = (mentioned) =>
  'values' in mentioned && 'output' in mentioned.values ? 'probe()' : optionText(mentioned)

/**
 * Describes an image: its format, its size and, from a small decode, its dominant color and its
 * ThumbHash. The answer equals the JSON that a URL with `output=json` returns.
 * @throws Failure like `transform`
 * @example
 * const { width, height, thumbhash } = await probe(file)
 */
export async function probe(input: Input, context?: Context): Promise<Description> {
  try {
    return await onInput(
      input,
      context,
      (settings) => transformOptions({}, settings, 'json'),
      async (job) => {
        const { body } = await transform(job.source, job)
        return JSON.parse(new TextDecoder().decode(body)) as Description
      },
    )
  } catch (error) {
    throw respelled(error, spell)
  }
}
