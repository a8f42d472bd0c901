import { quantile } from '../../bench/statistics.ts'
import type { Answer } from './client.ts'
import type { Sample } from './sample.ts'
import type { Entry } from './scenario.ts'

/** Returns the slope of a linear least-squares fit in megabytes per minute. */
export function slope(samples: readonly Sample[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [x, y] = [mean(samples.map((it) => it.seconds)), mean(samples.map((it) => it.megabytes))]
  let [covariance, variance] = [0, 0]
  for (const { seconds, megabytes } of samples) {
    covariance += (seconds - x) * (megabytes - y)
    variance += (seconds - x) ** 2
  }
  return variance === 0 ? 0 : (60 * covariance) / variance
}

/**
 * Returns the samples after the warm-up. The warm-up is the first minute, or the first third of a
 * run shorter than three minutes.
 */
export function settled(samples: readonly Sample[]): Sample[] {
  const last = samples.at(-1)?.seconds ?? 0
  const from = Math.min(60, last / 3)
  return samples.filter(({ seconds }) => seconds >= from)
}

export interface Latency {
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly max: number
}

/** Returns percentiles of the latency in whole milliseconds. */
export function latency(answers: readonly Pick<Answer, 'milliseconds'>[]): Latency {
  const times = answers.map(({ milliseconds }) => milliseconds)
  const at = (share: number) => (times.length === 0 ? 0 : Math.round(quantile(times, share)))
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) }
}

/** Counts the complete answers by status. */
export function statuses(
  answers: readonly Pick<Entry, 'status' | 'fault' | 'excused'>[],
): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { status, fault, excused } of answers)
    if (fault === undefined && excused === undefined) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

/** Rounds a number to one decimal place. */
export const tenth = (value: number): number => Number(value.toFixed(1))
