import type { MeanRatio } from './results.ts'

/** Returns a series' geometric mean. */
export const geometricMean = (values: readonly number[]): number =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)

/**
 * Summarizes the ratios for several pictures.
 * @returns `undefined` if there is no picture
 */
export function meanRatio(ratios: readonly MeanRatio['largest'][]): MeanRatio | undefined {
  const [first, ...others] = ratios
  if (!first) return undefined
  const largest = others.reduce((most, each) => (each.value > most.value ? each : most), first)
  return { mean: geometricMean(ratios.map(({ value }) => value)), largest }
}
