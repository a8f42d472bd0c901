import { Failure } from '../../errors.ts'
import { parseDuration } from './duration.ts'

const YEAR = 365 * 86_400
/** Maximum duration in seconds: a hundred years. */
const MAX_SECONDS = 100 * YEAR

/** Converts a time to Unix time in seconds. */
export function unixTime(moment: Date | number): number {
  if (typeof moment === 'number') return moment
  if (moment instanceof Date) return Math.floor(moment.getTime() / 1000)
  throw new Failure('bad-parameter', `a time must be a Date or Unix time in seconds, got ${moment}`)
}

/**
 * Returns an expiry that changes only four times per duration, so that URLs stay the same and
 * caches stay warm. It is now plus the duration, rounded up to a quarter of the duration. The URL
 * is valid for at least the duration and at most 1.25 times as long.
 *
 * @param duration seconds, or text such as `10m`, `24h`, `7d`
 * @param now Unix time in seconds
 * @returns Unix time in seconds
 * @throws Failure bad-parameter
 * @example stableExpiry('1h', 1_700_000_000) // 1_700_003_700
 */
export function stableExpiry(duration: string | number, now: number = unixTime(new Date())): number {
  const seconds = typeof duration === 'number' ? duration : parseDuration(duration)
  if (seconds === undefined || !(seconds >= 1 && seconds <= MAX_SECONDS) || !Number.isFinite(now))
    throw new Failure('bad-parameter', `expire must be a duration such as 10m, 24h or 7d, got ${duration}`)
  const quarter = Math.max(1, Math.floor(seconds / 4))
  return Math.ceil((now + seconds) / quarter) * quarter
}

/**
 * Converts the option `expire` to Unix time in seconds.
 * @throws Failure bad-parameter: a malformed duration, or a number that is so small that it must be
 *   meant as a duration
 */
export function expiryTime(expire: Date | number | string): number {
  if (typeof expire === 'string') return stableExpiry(expire)
  const time = unixTime(expire)
  if (time < YEAR)
    throw new Failure(
      'bad-parameter',
      `expire is Unix time in seconds, and ${time} lies in 1970 or before; for a duration write '${time}s'`,
    )
  return time
}
