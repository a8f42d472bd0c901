import { Failure } from '../../errors.ts'
import type { Wire } from '../url/wire.ts'
import { type Claims, readClaims } from './scheme.ts'

/**
 * Modes of a zone. They differ for a URL that cannot be verified: `enforce` refuses it, `report`
 * serves it and logs it.
 */
export const ZONE_MODES = ['enforce', 'report'] as const

export type ZoneMode = (typeof ZONE_MODES)[number]

/** Reason for which a zone in report mode would refuse a URL if it enforced signatures. */
export type Unsigned = 'no-token' | 'bad-token'

/** Result for a URL that is admitted without a valid signature. */
export interface Unverified {
  /**
   * Claims of the URL, read from the parameters before and after its token. They restrict the URL
   * although no signature covers them.
   */
  readonly claims: Claims
  /** Always `undefined`. No key has signed the URL, so no policy of a key applies. */
  readonly key: undefined
  readonly unsigned: Unsigned
}

/**
 * Admits a URL whose verification failed, as a zone in report mode does.
 * @param error error of the verification; any other code than `forbidden` is thrown again
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
