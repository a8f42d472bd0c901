import type { Color } from '../color/color.ts'
import type { Crop, Margins, Region } from './areas.ts'
import type { Shadow, Stroke } from './lettering.ts'

/** Value type for each kind of shape. A choice is further narrowed by its shape's words. */
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

/** Values that an option accepts, as data: bounds for checks and for form controls. */
export type Shape =
  /** A whole number from `min` to `max`, both included. */
  | { readonly kind: 'whole'; readonly min: number; readonly max: number }
  /** A number from `min` to `max` with at most six decimals. */
  | { readonly kind: 'decimal'; readonly min: number; readonly max: number }
  /** Share above 0 and up to 1, or a whole number of pixels from `min` to `max`. */
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
  /** One to `max` font addresses. */
  | { readonly kind: 'fonts'; readonly max: number }
  | { readonly kind: 'stroke' }
  | { readonly kind: 'shadow' }
  /** Text with up to 200 characters and with placeholders. */
  | { readonly kind: 'template' }
  /** A text that `pattern` matches. `expects` ends the sentence "the option must be …". */
  | { readonly kind: 'text'; readonly pattern: RegExp; readonly expects: string }

/** Type of the values that a shape accepts. */
export type ValueOf<S> = S extends { readonly kind: 'choice'; readonly words: readonly (infer Word)[] }
  ? Word
  : S extends { readonly kind: infer Kind extends keyof ValueTypes }
    ? ValueTypes[Kind]
    : never

/**
 * Returns the shape for a whole number.
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
 * Returns the shape for a choice between words.
 * @example oneOf('image', 'json')
 */
export const oneOf = <const Words extends readonly string[]>(...words: Words) =>
  ({ kind: 'choice', words }) as const

/**
 * Returns the shape for a text that `pattern` matches.
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
