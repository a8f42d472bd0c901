import { Failure } from '../../errors.ts'

/** A decimal number after blanks and commas. */
export const NUMBER = /[\s,]*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)/iy
const LENGTH = /^\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)(?:\s*([a-z]+|%))?\s*$/i
const MAX_INTEGER = 1e15 // fits 64 bits
/** Beyond it, 32-bit floating point soon overflows. */
const MAX_AMOUNT = 1e30

/**
 * Writes a number so that the rasteriser reads it correctly: its integers and exponents overflow, and it loops over an
 * exponent.
 */
export function formatNumber(number: number): string {
  if (Math.abs(number) < MAX_INTEGER) return String(number)
  return Number.isFinite(number) ? number.toExponential() : `${Math.sign(number)}e999`
}

/** `amount`, or infinity where it is too large for the rasteriser's arithmetic. */
export const finiteAmount = (amount: number): number =>
  amount <= MAX_AMOUNT ? amount : Number.POSITIVE_INFINITY

/**
 * Reads numbers that are separated by blanks and commas, or by nothing before a sign or a dot.
 * @returns `undefined` where the text has anything else
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

/** A number and its unit in lower case, `''` for none. */
export interface Length {
  readonly number: number
  readonly unit: string
}

/** @returns `undefined` where the text is no length */
export function lengthOf(text: string): Length | undefined {
  const [, number, unit = ''] = LENGTH.exec(text) ?? []
  return number === undefined ? undefined : { number: Number(number), unit: unit.toLowerCase() }
}

/** CSS Values and Units 4, 6.2: pixels per unit. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['px', 1],
  ['pt', 96 / 72],
  ['pc', 16],
  ['mm', 96 / 25.4],
  ['cm', 96 / 2.54],
  ['in', 96],
])

/** @returns `undefined` for a negative length, or one that depends on its context */
export function pixelsOf({ number, unit }: Length): number | undefined {
  const scale = UNITS.get(unit)
  return scale !== undefined && number >= 0 ? number * scale : undefined
}

/**
 * Rewrites a length for the rasteriser.
 * @throws Failure unsupported
 */
export function formatLength(name: string, text: string): string {
  const length = lengthOf(text)
  if (length === undefined) throw new Failure('unsupported', `SVG: ${name} is not a length`)
  return formatNumber(length.number) + length.unit
}
