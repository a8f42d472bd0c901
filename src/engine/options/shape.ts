import type { Color } from '../color/color.ts'
import type { Crop, Margins, Region } from './areas.ts'
import type { Shadow, Stroke } from './lettering.ts'

/** Type of the values of each kind of shape. A choice takes its type from the shape. */
interface ValueTypes {
  whole: number
  decimal: number
  share: number
  angle: number
  flag: boolean
  choice: string
  color: Color
  crop: Crop
  margins: Margins
  regions: readonly Region[]
  fonts: readonly string[]
  stroke: Stroke
  shadow: Shadow
  template: string
  text: string
}

/** The values that an option accepts, as data: bounds for checks and for the controls of a form. */
export type Shape =
  /** A whole number from `min` to `max`, both included. */
  | { readonly kind: 'whole'; readonly min: number; readonly max: number }
  /** A number from `min` to `max` with at most six decimals. */
  | { readonly kind: 'decimal'; readonly min: number; readonly max: number }
  /** A share above 0 and up to 1, or a whole number of pixels from `min` to `max`. */
  | { readonly kind: 'share'; readonly min: number; readonly max: number }
  /** Whole degrees, clockwise. Values are normalized to 0 to 359. */
  | { readonly kind: 'angle'; readonly min: number; readonly max: number }
  | { readonly kind: 'flag' }
  /** One of the words in `words`. */
  | { readonly kind: 'choice'; readonly words: readonly string[] }
  /** A color, which may be translucent if `alpha` is `true`. */
  | { readonly kind: 'color'; readonly alpha: boolean }
  | { readonly kind: 'crop' }
  /** Pixels on each side, from 0 to `max`. */
  | { readonly kind: 'margins'; readonly max: number }
  /** From one to `max` boxes. */
  | { readonly kind: 'regions'; readonly max: number }
  /** From one to `max` addresses of fonts. */
  | { readonly kind: 'fonts'; readonly max: number }
  | { readonly kind: 'stroke' }
  | { readonly kind: 'shadow' }
  /** A text of up to 200 characters with placeholders. */
  | { readonly kind: 'template' }
  /** A text that `pattern` matches. `expects` ends the sentence "the option must be …". */
  | { readonly kind: 'text'; readonly pattern: RegExp; readonly expects: string }

/** The type of the values that a shape accepts. */
export type ValueOf<S> = S extends { readonly kind: 'choice'; readonly words: readonly (infer Word)[] }
  ? Word
  : S extends { readonly kind: infer Kind extends keyof ValueTypes }
    ? ValueTypes[Kind]
    : never

/**
 * Returns the shape of a whole number.
 * @example integer(1, 100) // { kind: 'whole', min: 1, max: 100 }
 */
export const integer = (min: number, max: number) => ({ kind: 'whole', min, max }) as const

export const decimal = (min: number, max: number) => ({ kind: 'decimal', min, max }) as const

export const share = (min: number, max: number) => ({ kind: 'share', min, max }) as const

export const angle = { kind: 'angle', min: -359, max: 359 } as const

export const flag = { kind: 'flag' } as const

export const color = { kind: 'color', alpha: true } as const

export const opaqueColor = { kind: 'color', alpha: false } as const

/**
 * Returns the shape of a choice between words.
 * @example oneOf('image', 'json')
 */
export const oneOf = <const Words extends readonly string[]>(...words: Words) =>
  ({ kind: 'choice', words }) as const

/**
 * Returns the shape of a text that `pattern` matches.
 * @param expects end of the sentence "the option must be …"
 */
export const matching = (pattern: RegExp, expects: string) => ({ kind: 'text', pattern, expects }) as const

export const crop = { kind: 'crop' } as const

export const margins = (max: number) => ({ kind: 'margins', max }) as const

export const regions = (max: number) => ({ kind: 'regions', max }) as const

export const fonts = (max: number) => ({ kind: 'fonts', max }) as const

export const stroke = { kind: 'stroke' } as const

export const shadow = { kind: 'shadow' } as const

export const template = { kind: 'template' } as const
