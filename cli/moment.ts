import { Failure } from '../src/errors.ts'
import { parseDuration } from '../src/signing/sdk/duration.ts'
import { expiryTime } from '../src/signing/sdk/expiry.ts'
import { refuse } from './command.ts'

/** Forms in which a flag takes a moment, for its help. */
export const MOMENT = 'Unix time, a duration from now such as 10m, 24h or 7d, or a date in UTC'

const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2}))?$/

function unixTimeOf(text: string): number {
  try {
    return expiryTime(Number(text))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return refuse(error.message.replace(/^expire is/, 'a time is'))
  }
}

/**
 * Parses a flag that names a moment.
 * @param flag flag name, for the message
 * @returns Unix time in seconds
 * @throws Failure bad-parameter: the text is no moment, or a number of seconds that lies in 1970
 * @example parseMoment('--start', '10m', 1_700_000_000) // 1_700_000_600
 */
export function parseMoment(flag: string, text: string, now: number): number {
  const duration = parseDuration(text)
  if (duration !== undefined) return now + duration
  if (/^[0-9]+$/.test(text)) return unixTimeOf(text)
  const date = DATE.test(text) ? Date.parse(text) / 1000 : Number.NaN
  return Number.isNaN(date) ? refuse(`${flag} must be ${MOMENT} such as 2026-12-24, got ${text}`) : date
}
