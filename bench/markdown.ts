import type { Spread } from './statistics.ts'

export const ms = (value: number): string => value.toFixed(value < 10 ? 2 : 0)

/** Formats the median with the quartiles in brackets. */
export const ratio = ({ low, median, high }: Spread): string =>
  `**${median.toFixed(2)}** (${low.toFixed(2)}–${high.toFixed(2)})`
