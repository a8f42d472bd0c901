import type { Intent } from './intent.ts'

/** The most pixels that an output may have along each side; `Infinity` where the source decides. */
export interface Bounds {
  readonly width: number
  readonly height: number
}

const UNBOUNDED: Bounds = { width: Number.POSITIVE_INFINITY, height: Number.POSITIVE_INFINITY }

/**
 * The largest output that an intent can have, whatever its source.
 * @example largestOutput({ width: 400, rotate: 90 }) // { width: Infinity, height: 400 }
 */
export function largestOutput({ width, height, fit, extend, rotate = 0 }: Intent): Bounds {
  if (fit === 'outside' || rotate % 90 !== 0) return UNBOUNDED
  const { top = 0, right = 0, bottom = 0, left = 0 } = extend ?? {}
  const across = left + (width ?? UNBOUNDED.width) + right
  const down = top + (height ?? UNBOUNDED.height) + bottom
  return rotate % 180 === 0 ? { width: across, height: down } : { width: down, height: across }
}

/** What an image becomes where no format is asked for: what it is, or WebP. */
const UNASKED: readonly string[] = ['jpeg', 'png', 'webp']

/** What `auto` falls back to, besides what the client accepts: it depends on transparency and on memory. */
const FALLBACKS: readonly string[] = ['jpeg', 'png']

/**
 * The formats that an output may have, whatever its source.
 * @example possibleFormats({ format: 'auto', accepts: ['webp'] }) // ['webp', 'jpeg', 'png']
 */
export function possibleFormats({ format, accepts = [] }: Intent): readonly string[] {
  if (format === undefined) return UNASKED
  return format === 'auto' ? [...accepts, ...FALLBACKS] : [format]
}
