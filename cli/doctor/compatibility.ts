import type { Check } from './check.ts'
import { type Setup, textsOf } from './setup.ts'

/**
 * Minimum `compatibility_date`. From this date on, a Worker reaches its own entrypoints, which the
 * tiered cache needs. Tests pass with this date (2026-11-29).
 */
export const MIN_COMPATIBILITY_DATE = '2025-11-17'

/**
 * Date from which `nodejs_compat` is the default (found by trial on 2026-11-29). Signet imports
 * `node:buffer`, without which the Worker does not start.
 */
const NODE_DATE = '2026-08-04'

const NODE_FLAG = 'nodejs_compat'

/** Returns the date as text. TOML also has dates without quotes. */
function dateOf({ wrangler }: Setup): string | undefined {
  const { compatibility_date: date } = wrangler
  if (date instanceof Date) return date.toISOString().slice(0, 10)
  return typeof date === 'string' ? date : undefined
}

const hasFlag = ({ wrangler }: Setup, flag: string) => textsOf(wrangler['compatibility_flags']).includes(flag)

/** Finds a date for which the platform behaves differently than Signet expects. */
function oldDate(setup: Setup): readonly string[] {
  const date = dateOf(setup)
  if (date === undefined) return ['compatibility_date is not set']
  if (date < MIN_COMPATIBILITY_DATE)
    return [`compatibility_date: ${date} is before ${MIN_COMPATIBILITY_DATE}`]
  return date < NODE_DATE && !hasFlag(setup, NODE_FLAG)
    ? [`compatibility_date: before ${NODE_DATE}, compatibility_flags must have ${NODE_FLAG}`]
    : []
}

/** Finds a configuration in which the Worker does not learn that a client has left. */
function missingSignal(setup: Setup): readonly string[] {
  const flag = 'enable_request_signal'
  return hasFlag(setup, flag) ? [] : [`compatibility_flags lacks ${flag}`]
}

/** Checks on the Worker's compatibility settings. */
export const COMPATIBILITY_CHECKS: readonly Check<Setup>[] = [
  {
    name: 'date',
    severity: 'error',
    about: `a \`compatibility_date\` before ${MIN_COMPATIBILITY_DATE}, or before ${NODE_DATE} without the flag \`${NODE_FLAG}\``,
    mend: 'Set compatibility_date = "2026-11-01" or later.',
    find: oldDate,
  },
  {
    name: 'signal',
    severity: 'warning',
    about: '`compatibility_flags` without `enable_request_signal`',
    mend: 'Add the flag: without it, images are finished for clients that have left.',
    find: missingSignal,
  },
]
