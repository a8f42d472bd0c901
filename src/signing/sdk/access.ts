import { Failure } from '../../errors.ts'
import type { Options } from '../url/options.ts'
import { expiryTime, unixTime } from './expiry.ts'

/** Limits on the time at which a URL works, and on the clients for which it works. */
export interface Access {
  /**
   * Last moment at which the URL works: a `Date`, Unix time in seconds, or a duration from now such
   * as `10m`, `24h` or `7d`. A duration is rounded up by `stableExpiry`, so that the URL stays the
   * same for a while.
   */
  readonly expire?: Date | number | string | undefined
  /** First moment at which the URL works: a `Date`, or Unix time in seconds. */
  readonly start?: Date | number | undefined
  /**
   * Clients for which the URL works: a single address, or a network such as `203.0.113.0/24` or
   * `2001:db8::/64`.
   */
  readonly ip?: string | undefined
  /**
   * `true` if the URL names its key, so that the server does not need to try several. Default:
   * `false`.
   */
  readonly kid?: boolean | undefined
}

const CLAIMS: readonly string[] = ['expire', 'start', 'ip', 'kid']

/**
 * Refuses unknown claim names. If a misspelt claim were ignored, the URL would work forever and for
 * everyone.
 */
function assertClaimNames(access: Access, others: readonly string[]): void {
  if (typeof access !== 'object' || access === null)
    throw new Failure('bad-parameter', `access must be an object such as { expire: '1h' }, got ${access}`)
  const unknown = Object.keys(access).find((name) => !CLAIMS.includes(name) && !others.includes(name))
  if (unknown !== undefined) throw new Failure('bad-parameter', `unknown claim ${unknown}`)
}

/**
 * Returns the access parameters of a URL, in the form in which they are signed.
 * @param id id of the key that signs
 * @param others names that are allowed besides the claims
 * @throws Failure bad-parameter: a malformed duration, an expiry in 1970, or an unknown claim
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
