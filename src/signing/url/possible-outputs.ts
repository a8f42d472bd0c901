import type { Intent } from './intent.ts'

/** Maximum output width and height in pixels; `Infinity` if they depend on the original. */
export interface Bounds {
  readonly width: number
  readonly height: number
}

const UNBOUNDED: Bounds = { width: Number.POSITIVE_INFINITY, height: Number.POSITIVE_INFINITY }

/**
 * Returns the maximum width and height that an intent can produce from any original.
 * @example largestOutput({ width: 400, rotate: 90 }) // { width: Infinity, height: 400 }
 */
export function largestOutput({
  width,
  height,
  fit,
  extend,
  rotate = 0,
}: Pick<Intent, 'width' | 'height' | 'fit' | 'extend' | 'rotate'>): Bounds {
  if (fit === 'outside' || rotate % 90 !== 0) return UNBOUNDED
  const { top = 0, right = 0, bottom = 0, left = 0 } = extend ?? {}
  const across = left + (width ?? UNBOUNDED.width) + right
  const down = top + (height ?? UNBOUNDED.height) + bottom
  return rotate % 180 === 0 ? { width: across, height: down } : { width: down, height: across }
}

/**
 * Output formats that are possible if the URL names none. The image keeps its format, or becomes
 * WebP.
 */
const UNASKED: readonly string[] = ['jpeg', 'png', 'webp']

/**
 * Formats that `auto` may choose in addition to those that the client accepts. The choice depends
 * on the transparency of the image and on the available memory.
 */
const FALLBACKS: readonly string[] = ['jpeg', 'png']

/** The same for URLs with `max_bytes`, which no PNG respects. */
const LIMITED_FALLBACKS: readonly string[] = ['jpeg', 'webp']

/**
 * Returns the formats that an intent can produce from any original.
 * @example possibleFormats({ format: 'auto', accepts: ['webp'] }) // ['webp', 'jpeg', 'png']
 */
export function possibleFormats({
  format,
  accepts = [],
  max_bytes: maxBytes,
}: Pick<Intent, 'format' | 'accepts' | 'max_bytes'>): readonly string[] {
  if (format === undefined) return UNASKED
  if (format !== 'auto') return [format]
  return [...new Set([...accepts, ...(maxBytes === undefined ? FALLBACKS : LIMITED_FALLBACKS)])]
}
