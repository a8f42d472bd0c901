import type { Color } from '../../engine/color/color.ts'
import { canonicalAddress, isMapped } from './address.ts'
import type { ParameterShape } from './parameter-shape.ts'

/**
 * Type of a parameter's value: its parser, formatter and description. Each value has one canonical
 * spelling, so `format(parse(text))` is canonical. Digits are ASCII, without sign, exponent, blanks
 * or leading zeros.
 */
export interface Value<T> {
  /** Parses a text. Returns `undefined` if the text is not valid. */
  readonly parse: (text: string) => T | undefined
  readonly format: (value: T) => string
  /** Accepted values, which complete the sentence "width must be …". */
  readonly expects: string
  /** Accepted values as data, for forms. */
  readonly shape: ParameterShape
}

const INTEGER = /^(?:0|[1-9][0-9]{0,15})$/
const DECIMAL = /^(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,6})?$/

function within(value: number, min: number, max: number): number | undefined {
  return value >= min && value <= max ? value : undefined
}

/** Returns the type of a whole number from `min` to `max`. */
export function integer(min: number, max: number): Value<number> {
  return {
    parse: (text) => (INTEGER.test(text) ? within(Number(text), min, max) : undefined),
    format: String,
    expects: `a whole number from ${min} to ${max}`,
    shape: { kind: 'whole', min, max },
  }
}

/** Returns the type of a number from `min` to `max`, with up to six decimals. */
export function decimal(min: number, max: number): Value<number> {
  return {
    parse: (text) => (DECIMAL.test(text) ? within(Number(text), min, max) : undefined),
    format: String,
    expects: `a number from ${min} to ${max} with at most 6 decimals`,
    shape: { kind: 'decimal', min, max },
  }
}

/**
 * Returns the type of a length: a share above 0 and up to 1, or whole pixels from `min` to `max`.
 * `min` must be above 1, so that 1 is always a share.
 */
export function share(min: number, max: number): Value<number> {
  const pixels = integer(min, max)
  return {
    parse: (text) => pixels.parse(text) ?? positive(decimal(0, 1).parse(text)),
    format: String,
    expects: `a share above 0 and up to 1, or whole pixels from ${min} to ${max}`,
    shape: { kind: 'share', min, max },
  }
}

function positive(value: number | undefined): number | undefined {
  return value === 0 ? undefined : value
}

/**
 * Type of a boolean, written `1` or `0`. A value that is not a boolean is formatted as text that
 * `parse` refuses.
 */
export const flag: Value<boolean> = {
  parse: (text) => (text === '1' ? true : text === '0' ? false : undefined),
  format: (value) => String(Number(value)),
  expects: '0 or 1',
  shape: { kind: 'flag' },
}

/**
 * Type of a boolean that can only be `true`, written `1`. Any other value is formatted as text that
 * `parse` refuses.
 */
export const yes: Value<true> = {
  parse: (text) => text === '1' || undefined,
  format: (value) => String(Number(value)),
  expects: '1',
  shape: { kind: 'yes' },
}

/** Returns the type of a word from a list. */
export function oneOf<const T extends string>(...words: readonly T[]): Value<T> {
  return {
    parse: (text) => words.find((word) => word === text),
    format: (value) => value,
    expects: `one of ${words.join(', ')}`,
    shape: { kind: 'choice', words },
  }
}

/** Returns the type of a text that matches `pattern`. */
export function matching(pattern: RegExp, expects: string): Value<string> {
  return {
    parse: (text) => (pattern.test(text) ? text : undefined),
    format: (value) => value,
    expects,
    shape: { kind: 'text', pattern, expects },
  }
}

/** Returns the type for a list of one to `max` different values, separated by commas. */
export function list<T>(item: Value<T>, max: number): Value<readonly T[]> {
  return {
    parse: (text) => {
      const parts = text.split(',', max + 1)
      if (parts.length > max || new Set(parts).size < parts.length) return undefined
      const values = parts.map(item.parse).filter((value) => value !== undefined)
      return values.length === parts.length ? values : undefined
    },
    format: (values) => values.map(item.format).join(','),
    expects: `up to ${max} different values separated by commas, each ${item.expects}`,
    shape: { kind: 'list', item: item.shape, max },
  }
}

const MAX_DEGREES = 359

/**
 * Type of a clockwise angle in whole degrees. A negative angle is counterclockwise. The parsed
 * value lies between 0 and 359.
 */
export const angle: Value<number> = {
  parse: (text) => {
    const [, minus, digits = ''] = /^(-?)(.+)$/s.exec(text) ?? []
    const degrees = integer(minus ? 1 : 0, MAX_DEGREES).parse(digits)
    return degrees !== undefined && minus ? 360 - degrees : degrees
  },
  format: String,
  expects: `a whole number of degrees from -${MAX_DEGREES} to ${MAX_DEGREES}`,
  shape: { kind: 'angle', min: -MAX_DEGREES, max: MAX_DEGREES },
}

const byte = integer(0, 255)
const opacity = decimal(0, 1)

function hexColor(text: string): Color {
  const value = Number.parseInt(text, 16)
  return { r: value >> 16, g: (value >> 8) & 255, b: value & 255, alpha: 1 }
}

function formatHex(channel: number): string {
  return channel.toString(16).padStart(2, '0')
}

/**
 * Color type: `RRGGBB`, `R,G,B` or `R,G,B,A`. A channel out of range is formatted as text that
 * `parse` refuses.
 */
export const color: Value<Color> = {
  parse: (text) => {
    if (/^[0-9A-Fa-f]{6}$/.test(text)) return hexColor(text)
    const parts = text.split(',')
    if (parts.length < 3 || parts.length > 4) return undefined
    const [r, g, b] = parts.slice(0, 3).map(byte.parse)
    const alpha = opacity.parse(parts[3] ?? '1')
    if (r === undefined || g === undefined || b === undefined || alpha === undefined) return undefined
    return { r, g, b, alpha }
  },
  format: ({ r, g, b, alpha }) =>
    alpha === 1
      ? [r, g, b].map(formatHex).join('')
      : [r, g, b].map(byte.format).concat(opacity.format(alpha)).join(','),
  expects: 'RRGGBB in hex, or R,G,B from 0 to 255, or R,G,B,A with A from 0 to 1',
  shape: { kind: 'color', alpha: true },
}

/** Type of a color without transparency: `RRGGBB`. */
export const opaqueColor: Value<Color> = {
  parse: (text) => (text.includes(',') ? undefined : color.parse(text)),
  format: color.format,
  expects: 'RRGGBB in hex',
  shape: { kind: 'color', alpha: false },
}

const NETWORK = 'an IPv4 or IPv6 address, or a network such as 203.0.113.0/24'

/**
 * Type for an IPv4 or IPv6 address, or for a network in CIDR notation (RFC 4632, RFC 4291 2.3). The
 * parsed value is the text itself.
 */
export const network: Value<string> = {
  parse: (text) => {
    const [head = '', prefix, ...rest] = text.split('/')
    const address = canonicalAddress(head)
    if (address === undefined || rest.length > 0) return undefined
    if (prefix === undefined) return text
    const bits = integer(isMapped(address) ? 96 : 0, address.includes(':') ? 128 : 32)
    return bits.parse(prefix) === undefined ? undefined : text
  },
  format: (value) => value,
  expects: NETWORK,
  shape: { kind: 'text', pattern: /^[^/]+(?:\/\d+)?$/, expects: NETWORK },
}
