import { bare } from '../../engine/options/own.ts'
import { Failure } from '../../errors.ts'
import type { Intent } from '../url/intent.ts'
import { isOptionName, type OptionName, type Options, rowOf } from '../url/options.ts'
import { refuseValue } from '../url/parameters.ts'

/** Options of an image after parsing. */
export type ImageValues = Omit<Intent, 'accepts' | 'keepSmaller' | 'transcode' | 'until'> &
  Pick<Options, 'dpr' | 'download' | 'preset' | 'original' | `ol-${string}`>

/**
 * Options of an image, as a caller writes them. Each option has the type to which its text in a URL
 * is parsed. Compound options also accept the text itself: `bg: 'ffd666'` or `{ r: 255, g: 214, b:
 * 102, alpha: 1 }`, `crop: 'fp,0.5,0.5'` or `{ at: [0.5, 0.5] }`. An option that is `undefined`
 * counts as absent.
 */
export type ImageOptions = {
  readonly [Name in keyof ImageValues]:
    | ImageValues[Name]
    | (Extract<ImageValues[Name], object> extends never ? never : string)
    | undefined
}

/** Options of an image that is delivered in several sizes. */
export type SizedOptions = Omit<ImageOptions, 'dpr' | 'original'>

function readOption(name: OptionName, value: unknown): unknown {
  if (typeof value !== 'string' && typeof value !== 'number') return value
  const row = rowOf(name)
  const parsed = row.parse(String(value))
  if (typeof value === 'number' && typeof parsed === 'number') return value
  if (parsed === undefined) refuseValue(name, String(value))
  return parsed
}

/**
 * Parses an image's options. Refuses unknown names, because JavaScript would silently ignore a
 * misspelt option.
 * @throws Failure bad-parameter
 */
export function readImageOptions(options: ImageOptions): ImageValues {
  const read = Object.entries(options ?? {}).map(([name, value]) => {
    if (!isOptionName(name)) throw new Failure('bad-parameter', `unknown option ${name}`)
    if (rowOf(name).group === 'access')
      throw new Failure('bad-parameter', `${name} is not an option of the image`)
    return [name, readOption(name, value)]
  })
  return bare(Object.fromEntries(read.filter(([, value]) => value !== undefined)))
}
