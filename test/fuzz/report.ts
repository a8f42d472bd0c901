/** Counts of a run. */
export interface Tally {
  readonly seed: number
  cases: number
  readonly statuses: Record<string, number>
  failed: number
}

export const tally = (seed: number): Tally => ({ seed, cases: 0, statuses: {}, failed: 0 })

export function count(seen: Tally, status: number): void {
  seen.cases++
  seen.statuses[status] = (seen.statuses[status] ?? 0) + 1
}

const statusesOf = ({ statuses }: Tally): string =>
  Object.entries(statuses)
    .map(([status, times]) => `${status}: ${times}`)
    .join(', ')

/** Formats one line of progress. */
export const progress = (seen: Tally, seconds: number, mb: number | undefined): string =>
  `${Math.round(seconds)} s, ${seen.cases} cases, ${(seen.cases / seconds).toFixed(1)} a second; ${statusesOf(seen)}; failed: ${seen.failed}; ${mb === undefined ? '?' : Math.round(mb)} MB`

/**
 * Formats the last line of output, which programs read.
 * @param mb peak memory of the Worker's process in megabytes
 */
export const summary = ({ seed, cases, statuses, failed }: Tally, mb: number | undefined): string =>
  JSON.stringify({ seed, cases, statuses, failed, mb: mb === undefined ? null : Math.round(mb) })
