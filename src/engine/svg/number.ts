import { Failure } from '../../errors.ts'

/** Pattern for a decimal number, with the blanks and commas before it. */
export const NUMBER = /[\s,]*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)/iy
const LENGTH = /^\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)(?:\s*([a-z]+|%))?\s*$/i
const MAX_INTEGER = 1e15 // Fits into 64 bits.
/**
 * Maximum absolute value of a number. Beyond it, the rasterizer's 32-bit floating point soon
 * overflows.
 */
const MAX_AMOUNT = 1e30

/**
 * Writes a number so that the rasterizer reads it correctly. The rasterizer's integers and
 * exponents overflow, and its loop runs once for each exponent unit.
 */
export function formatNumber(number: number): string {
  if (Math.abs(number) < MAX_INTEGER) return String(number)
  return Number.isFinite(number) ? number.toExponential() : `${Math.sign(number)}e999`
}

/**
 * Returns a number's absolute value, or infinity if it is too large for the rasterizer's
 * arithmetic.
 */
export const finiteAmount = (amount: number): number =>
  amount <= MAX_AMOUNT ? amount : Number.POSITIVE_INFINITY

/**
 * Reads numbers that are separated by blanks and commas, or by nothing before a sign or a dot.
 * @returns `undefined` if the text contains anything else
 */
export function numbersOf(text: string): readonly number[] | undefined {
  const numbers: number[] = []
  NUMBER.lastIndex = 0
  for (let end = 0; ; end = NUMBER.lastIndex) {
    const [, number] = NUMBER.exec(text) ?? []
    if (number === undefined) return text.slice(end).trim() === '' ? numbers : undefined
    numbers.push(Number(number))
  }
}

/** A length's number, and its unit in lower case. The unit is `''` if the length has no unit. */
export interface Length {
  readonly number: number
  readonly unit: string
}

/**
 * Reads an SVG length: a number and its unit.
 * @returns `undefined` if the text is not a length
 */
export function lengthOf(text: string): Length | undefined {
  const [, number, unit = ''] = LENGTH.exec(text) ?? []
  return number === undefined ? undefined : { number: Number(number), unit: unit.toLowerCase() }
}

/** Pixels per length unit (CSS Values and Units 4, 6.2). */
const UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['px', 1],
  ['pt', 96 / 72],
  ['pc', 16],
  ['mm', 96 / 25.4],
  ['cm', 96 / 2.54],
  ['in', 96],
])

/**
 * Converts a length to pixels.
 * @returns `undefined` for a negative length, or for a unit that depends on its context
 */
export function pixelsOf({ number, unit }: Length): number | undefined {
  const scale = UNITS.get(unit)
  return scale !== undefined && number >= 0 ? number * scale : undefined
}

/**
 * Rewrites a length for the rasterizer.
 * @throws Failure unsupported: the text is not a length
 */
export function formatLength(name: string, text: string): string {
  const length = lengthOf(text)
  if (length === undefined) throw new Failure('unsupported', `SVG: ${name} is not a length`)
  return formatNumber(length.number) + length.unit
}
