import { OUTPUT_OPTIONS } from '../../engine/options/output-options.ts'
import type { Draft } from './draft.ts'

/** Returns `true` for `1`, `t` and `true`, which mean "on" in imgproxy (and in Go). */
export function isOn(text: string): boolean {
  return text === '1' || text === 't' || text === 'true'
}

/** Returns `true` for the values that mean "off" in imgproxy. An empty text means off. */
export function isOff(text: string): boolean {
  return text === '' || text === '0' || text === 'f' || text === 'false'
}

/** Returns the text unchanged if it is a whole number within the bounds, otherwise `undefined`. */
export function wholeIn(text: string | undefined, min: number, max: number): string | undefined {
  if (text === undefined || !/^(?:0|[1-9][0-9]{0,8})$/.test(text)) return undefined
  return Number(text) >= min && Number(text) <= max ? text : undefined
}

/**
 * Returns a decimal number within the bounds as text, rounded to six decimals; otherwise
 * `undefined`.
 */
export function numberIn(text: string | undefined, min: number, max: number): string | undefined {
  if (text === undefined || !/^-?[0-9]{1,9}(?:\.[0-9]{1,15})?$/.test(text)) return undefined
  const value = Math.round(Number(text) * 1e6) / 1e6
  return value >= min && value <= max ? String(value) : undefined
}

/** Signet's `position` values, by imgproxy's abbreviations for compass directions. */
export const COMPASS: Readonly<Record<string, string>> = {
  no: 'top',
  so: 'bottom',
  ea: 'right',
  we: 'left',
  noea: 'topright',
  nowe: 'topleft',
  soea: 'bottomright',
  sowe: 'bottomleft',
  ce: 'center',
}

/** Signet's `format` values, by the names that other services use. */
export const FORMATS: Readonly<Record<string, Draft>> = {
  jpg: { format: 'jpeg' },
  jpeg: { format: 'jpeg' },
  png: { format: 'png' },
  webp: { format: 'webp' },
  avif: { format: 'avif' },
  jxl: { format: 'jxl' },
  best: { format: 'auto' },
}

/**
 * Converts a color to Signet's notation. Accepts three or six hex digits, and three decimal
 * channels.
 */
export function colorOf(args: readonly string[]): string | undefined {
  const [hex = ''] = args
  if (args.length === 1 && /^[0-9A-Fa-f]{3}$/.test(hex)) return hex.replace(/./g, '$&$&')
  if (args.length === 1) return /^[0-9A-Fa-f]{6}$/.test(hex) ? hex : undefined
  const channels = args.map((channel) => wholeIn(channel, 0, 255))
  return args.length === 3 && !channels.includes(undefined) ? channels.join() : undefined
}

/**
 * Converts one to four whole numbers to `T,R,B,L`. A missing number has the meaning that it has in
 * CSS margins.
 */
export function marginsOf(args: readonly string[]): string | undefined {
  const given = args.map((side) => (side === '' ? undefined : wholeIn(side, 0, 1000)))
  if (
    args.length < 1 ||
    args.length > 4 ||
    given.some((side, index) => args[index] !== '' && side === undefined)
  )
    return undefined
  const [top = '0', right = top, bottom = top, left = right] = given
  return [top, right, bottom, left].join()
}

const { min, max } = OUTPUT_OPTIONS.max_bytes.shape

/** Values of `max_bytes`, as text for the documentation. */
export const BYTES_RANGE = `from ${min} to ${max.toLocaleString('en')}`
