import { Failure } from '../../errors.ts'
import type { Wire } from '../url/wire.ts'
import { type Claims, readClaims } from './scheme.ts'

/** What a zone does with a URL that it cannot verify: `report` serves it, and says so in the log. */
export const ZONE_MODES = ['enforce', 'report'] as const

export type ZoneMode = (typeof ZONE_MODES)[number]

/** Why a zone in report mode would refuse a URL if it enforced signatures. */
export type Unsigned = 'no-token' | 'bad-token'

/** What is known of a URL that nobody is known to have signed. */
export interface Unverified {
  /** As the URL has them, before its token or after it: they restrict it all the same. */
  readonly claims: Claims
  /** None: no policy of a key applies. */
  readonly key: undefined
  readonly unsigned: Unsigned
}

/**
 * Takes a URL whose verification failed as a zone in report mode does.
 * @param error of the verification; any but `forbidden` is thrown again
 * @throws Failure bad-parameter: a malformed claim
 */
export function takeUnverified({ token, signed, free }: Wire, error: unknown): Unverified {
  if (!(error instanceof Failure) || error.code !== 'forbidden') throw error
  return {
    claims: readClaims(new Map([...signed, ...free])),
    key: undefined,
    unsigned: token === undefined ? 'no-token' : 'bad-token',
  }
}
