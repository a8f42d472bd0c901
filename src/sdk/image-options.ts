import { Failure } from '../errors.ts'
import type { Intent } from '../url/intent.ts'
import { isOptionName, OPTIONS, type Options } from '../url/options.ts'

/** What is to be done with an image, each option as the value that its text in a URL is parsed to. */
export type ImageOptions = Omit<Intent, 'accepts'> & Pick<Options, 'dpr' | 'download' | 'preset'>

/**
 * Refuses what the options table does not have: where JavaScript calls, a misspelt option must not vanish silently.
 * @throws Failure bad-parameter
 */
export function assertImageOptions(options: ImageOptions): void {
  for (const name of Object.keys(options)) {
    if (!isOptionName(name)) throw new Failure('bad-parameter', `${name}: unknown option`)
    if (OPTIONS[name].group === 'access')
      throw new Failure('bad-parameter', `${name}: not an option of the image`)
  }
}
