import { Failure } from '../errors.ts'
import type { Options } from '../url/options.ts'
import { parseDuration } from './duration.ts'

/** Limits on when and for whom a URL works. */
export interface Access {
  /** Last moment: a `Date`, Unix time in seconds, or a duration from now such as `10m`, `24h`, `7d`. */
  readonly expire?: Date | number | string
  /** First moment: a `Date` or Unix time in seconds. */
  readonly start?: Date | number
  /** One client address, or a network such as `203.0.113.0/24` or `2001:db8::/64`. */
  readonly ip?: string
  /** Whether the URL names its key, so that the server need not try several. Default: false. */
  readonly kid?: boolean
}

function unixTime(moment: Date | number): number {
  return typeof moment === 'number' ? moment : Math.floor(moment.getTime() / 1000)
}

function expiryTime(expire: Date | number | string): number {
  if (typeof expire !== 'string') return unixTime(expire)
  const seconds = parseDuration(expire)
  if (seconds === undefined)
    throw new Failure('bad-parameter', `expire must be a duration such as 10m, 24h or 7d, got ${expire}`)
  return Math.floor(Date.now() / 1000) + seconds
}

const CLAIMS: readonly string[] = ['expire', 'start', 'ip', 'kid']

/** A misspelt claim must not vanish silently: the URL would work forever and for everyone. */
function assertClaimNames(access: Access, others: readonly string[]): void {
  const unknown = Object.keys(access).find((name) => !CLAIMS.includes(name) && !others.includes(name))
  if (unknown !== undefined) throw new Failure('bad-parameter', `unknown claim ${unknown}`)
}

/**
 * The parameters that limit access, as the URL has them.
 * @param id of the key that signs
 * @param others names that are allowed besides the claims
 * @throws Failure bad-parameter: a malformed duration or an unknown claim
 */
export function claimsOf(access: Access, id: string, others: readonly string[] = []): Options {
  assertClaimNames(access, others)
  const { expire, start, ip, kid } = access
  if (kid !== undefined && typeof kid !== 'boolean')
    throw new Failure('bad-parameter', `kid must be true or false, got ${kid}; the first key signs`)
  return {
    ...(expire !== undefined && { expire: expiryTime(expire) }),
    ...(start !== undefined && { start: unixTime(start) }),
    ...(ip !== undefined && { ip }),
    ...(kid && { kid: id }),
  }
}
