import { Failure } from '../errors.ts'
import type { Intent } from '../url/intent.ts'
import { isOptionName, OPTIONS, type OptionName, type Options, type Row } from '../url/options.ts'

/** Options of an image by their values. */
export type ImageValues = Omit<Intent, 'accepts'> & Pick<Options, 'dpr' | 'download' | 'preset'>

/**
 * What is to be done with an image: each option as the value that its text in a URL is parsed to, or, where that is
 * compound, as the text itself: `bg: 'ffd666'` or `{ r: 255, g: 214, b: 102, alpha: 1 }`, `crop: 'fp,0.5,0.5'` or
 * `{ at: [0.5, 0.5], zoom: 1, marked: false }`.
 */
export type ImageOptions = {
  readonly [Name in keyof ImageValues]:
    | ImageValues[Name]
    | (Extract<ImageValues[Name], object> extends never ? never : string)
}

function readOption(name: OptionName, value: unknown): unknown {
  if (typeof value !== 'string' && typeof value !== 'number') return value
  const row: Row = OPTIONS[name]
  const parsed = row.parse(String(value))
  if (typeof value === 'number' && typeof parsed === 'number') return value
  if (parsed === undefined) throw new Failure('bad-parameter', `${name}=${value}: expected ${row.expects}`)
  return parsed
}

/**
 * Refuses what the options table does not have: where JavaScript calls, a misspelt option must not vanish silently.
 * @returns the options, none of them as text that stands for another value
 * @throws Failure bad-parameter
 */
export function readImageOptions(options: ImageOptions): ImageValues {
  const read = Object.entries(options).map(([name, value]) => {
    if (!isOptionName(name)) throw new Failure('bad-parameter', `${name}: unknown option`)
    if (OPTIONS[name].group === 'access')
      throw new Failure('bad-parameter', `${name}: not an option of the image`)
    return [name, readOption(name, value)]
  })
  return Object.fromEntries(read)
}
