import { IMAGE_OPTIONS, LAYERED } from './options.ts'
import { absent } from './own.ts'
import type { TransformOptions } from './transform-options.ts'

/** Fields of `TransformOptions` that are no options of an image. */
const OTHERS: readonly (keyof TransformOptions)[] = [
  'accepts',
  'keepSmaller',
  'transcode',
  'until',
  'defaults',
]

/** Options that are read by their names. `overlaysOf` reads the options of layers. */
const NAMES = Object.keys(IMAGE_OPTIONS).filter((name) => !LAYERED.includes(name))

const ABSENT = absent([...NAMES, ...OTHERS])

/** Returns options of a transform in which each name is an own field. */
export const complete = <Options extends object>(options: Options): Options => ({ ...ABSENT, ...options })
