import fc from 'fast-check'

/** Number of runs of a property that names none, as in fast-check. */
const DEFAULT_RUNS = 100

/**
 * `npm test` makes a tenth of the runs of each property, with new random values each time.
 * `npm run properties` makes all of them.
 */
const SHARE = process.env['PROPERTY_RUNS'] === 'all' ? 1 : 0.1

/** Returns how often a property runs, of the number of runs that `npm run properties` makes. */
export function runs(all: number): number {
  return Math.max(Math.ceil(all * SHARE), Math.min(all, 3))
}

fc.configureGlobal({ ...fc.readConfigureGlobal(), numRuns: runs(DEFAULT_RUNS) })
