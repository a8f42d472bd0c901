/** Median and quartiles for a series. */
export interface Spread {
  readonly low: number
  readonly median: number
  readonly high: number
}

/**
 * Returns a quantile, interpolated between neighboring values in the series.
 * @param share from 0 to 1
 * @throws RangeError if the series is empty
 */
export function quantile(series: readonly number[], share: number): number {
  const sorted = [...series].sort((a, b) => a - b)
  const place = share * (sorted.length - 1)
  const below = sorted[Math.floor(place)]
  const above = sorted[Math.ceil(place)]
  if (below === undefined || above === undefined) throw new RangeError('a series without values')
  return below + (above - below) * (place - Math.floor(place))
}

export const median = (series: readonly number[]): number => quantile(series, 0.5)

export function spread(series: readonly number[]): Spread {
  return { low: quantile(series, 0.25), median: median(series), high: quantile(series, 0.75) }
}

/**
 * Returns the ratios between `ours` and `theirs`, round by round, so that a disturbance that slows
 * down both cancels out.
 * @throws RangeError if the lengths differ
 */
export function pairedRatio(ours: readonly number[], theirs: readonly number[]): Spread {
  if (ours.length !== theirs.length) throw new RangeError(`${ours.length} values and ${theirs.length}`)
  return spread(ours.map((value, round) => value / (theirs[round] as number)))
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
