import fc from 'fast-check'

/** Number of runs for a property that names none, as in fast-check. */
const DEFAULT_RUNS = 100

/** `true` in `npm run tool properties`. */
const isComplete = process.env['PROPERTY_RUNS'] === 'all'

/**
 * `npm test` makes a tenth of each property's runs, with new random values each time.
 * `npm run tool properties` makes all of them.
 */
const SHARE = isComplete ? 1 : 0.1

/** Returns how often a property runs if `npm run tool properties` makes `all` runs. */
export function runs(all: number): number {
  return Math.max(Math.ceil(all * SHARE), Math.min(all, 3))
}

/**
 * Returns the rows of a long table that are tried: all of them in `npm run tool properties`. `npm
 * test` tries some at equal distances, always including the first and the last row.
 * @param count number of rows in `npm test`, at least 2
 */
export function spreadRows<Row>(table: readonly Row[], count: number): readonly Row[] {
  if (isComplete || table.length <= count) return table
  const step = (table.length - 1) / (count - 1)
  return Array.from({ length: count }, (_, at) => table[Math.round(at * step)] as Row)
}

fc.configureGlobal({ ...fc.readConfigureGlobal(), numRuns: runs(DEFAULT_RUNS) })
