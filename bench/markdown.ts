import type { Spread } from './statistics.ts'

/** Formats milliseconds. Charts, tables and sentences all use this rounding. */
export const ms = (value: number): string => value.toFixed(value < 10 ? 2 : 0)

/** Formats a ratio, without a sign. Charts, tables and sentences all use this rounding. */
export const times = (value: number): string => value.toFixed(2)

/** Formats a ratio with three decimals, for encoders that differ by a few percent. */
export const fine = (value: number): string => value.toFixed(3)

/** Formats the median with the quartiles in brackets. */
export const ratio = ({ low, median, high }: Spread): string =>
  `**${times(median)}** (${times(low)}–${times(high)})`

const MEGABYTE = 1e6

/** Formats bytes as megabytes, with one decimal below ten. */
export function megabytes(bytes: number): string {
  const value = bytes / MEGABYTE
  return `${value.toFixed(value < 10 ? 1 : 0)} MB`
}
