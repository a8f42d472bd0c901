import { Failure } from '../errors.ts'

/** A decimal number behind blanks and commas, as SVG writes it: neither hexadecimal nor a name. */
export const NUMBER = /[\s,]*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)/iy
const LENGTH = /^\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)(?:\s*([a-z]+|%))?\s*$/i
/** Integers have no more digits than 64 bits hold. */
const MAX_INTEGER = 1e15
/** Beyond this, what is calculated in 32 bits soon becomes infinite. */
const MAX_AMOUNT = 1e30

/**
 * A number so spelled that it cannot be read otherwise: the rasteriser's integers and exponents overflow, and it counts
 * an exponent down.
 */
export function formatNumber(number: number): string {
  if (Math.abs(number) < MAX_INTEGER) return String(number)
  return Number.isFinite(number) ? number.toExponential() : `${Math.sign(number)}e999`
}

/** An amount; without end where the rasteriser cannot calculate with it. */
export const finiteAmount = (amount: number): number =>
  amount <= MAX_AMOUNT ? amount : Number.POSITIVE_INFINITY

/** Numbers between which there are blanks and commas, or nothing where a sign or a dot begins the next. */
export function numbersOf(text: string): readonly number[] | undefined {
  const numbers: number[] = []
  NUMBER.lastIndex = 0
  for (let end = 0; ; end = NUMBER.lastIndex) {
    const [, number] = NUMBER.exec(text) ?? []
    if (number === undefined) return text.slice(end).trim() === '' ? numbers : undefined
    numbers.push(Number(number))
  }
}

/** A number and its unit, in small letters, `''` for none. */
export interface Length {
  readonly number: number
  readonly unit: string
}

/** @returns `undefined` where the text is no length */
export function lengthOf(text: string): Length | undefined {
  const [, number, unit = ''] = LENGTH.exec(text) ?? []
  return number === undefined ? undefined : { number: Number(number), unit: unit.toLowerCase() }
}

/** CSS Values and Units 4, 6.2: pixels a unit. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['px', 1],
  ['pt', 96 / 72],
  ['pc', 16],
  ['mm', 96 / 25.4],
  ['cm', 96 / 2.54],
  ['in', 96],
])

/** @returns `undefined` for what is below 0, or depends on what is around it */
export function pixelsOf({ number, unit }: Length): number | undefined {
  const scale = UNITS.get(unit)
  return scale !== undefined && number >= 0 ? number * scale : undefined
}

/**
 * A length as it is spelled for the rasteriser.
 * @throws Failure unsupported
 */
export function formatLength(name: string, text: string): string {
  const length = lengthOf(text)
  if (length === undefined) throw new Failure('unsupported', `SVG: ${name} is no length`)
  return formatNumber(length.number) + length.unit
}
