import { Failure } from '../../errors.ts'
import { OPTIONS, type Options } from '../url/options.ts'
import { parseOptions } from '../url/parameters.ts'
import type { Wire } from '../url/wire.ts'
import type { KeyPolicy } from './key-policy.ts'
import type { HeldBy, Secret } from './secret.ts'

export type SignedWire = Wire & { readonly token: string }

/** Claims of a URL: the time and the client addresses for which it is valid. */
export type Claims = Pick<Options, 'expire' | 'start' | 'ip'>

/** Access parameters that a signer may add to a URL: claims, and the id of the key. */
export type SignerClaims = Pick<Options, 'expire' | 'start' | 'ip' | 'kid'>

/** Result of verifying a token: the claims, and the key that signed. */
export interface Verified {
  readonly claims: Claims
  /** Id of the signing key, or the name of another service's secret or scheme. */
  readonly key: string
  /**
   * Id of the key in `SIGNING_KEYS` that signed. It is set even if the URL does not name the key.
   */
  readonly kid?: string
  /** Policy of the key; `undefined` if the key may sign everything. */
  readonly policy?: KeyPolicy | undefined
}

/** Name and hash function of a scheme. The configuration and `doctor` check zones by them. */
export interface SchemeTraits<Name extends string> {
  readonly name: Name
  /** Hash function with which the scheme makes its signatures. */
  readonly hash: 'SHA-256' | 'SHA-1' | 'MD5'
}

/** Kind of token, with the secret that verifies it. Several schemes may use the same secret. */
export interface Scheme<Name extends string, Key extends Secret> extends SchemeTraits<Name> {
  readonly secret: Key
  /** `true` if a token covers the parameters of its URL, rather than the path alone. */
  readonly coversParameters: boolean
  /**
   * Compares the form of a URL and its token with the form that this scheme signs.
   * @returns `url` if the token and all parameters have this scheme's form; `token` if only the
   *   token has it; `undefined` if the token has another form
   */
  readonly recognize: (wire: SignedWire) => 'token' | 'url' | undefined
  /**
   * Signs a URL.
   * @returns the signed URL
   * @throws Failure bad-parameter: the token cannot cover a claim or the URL
   */
  readonly sign: (wire: Wire, claims: SignerClaims, keyring: HeldBy<Key>) => Promise<string>
  /**
   * Verifies the token of a URL.
   * @throws Failure forbidden; bad-parameter: a malformed claim, or one that the token cannot cover
   */
  readonly verify: (wire: SignedWire, keyring: HeldBy<Key>) => Promise<Verified>
}

/**
 * Refuses a request as `forbidden`.
 * @param reason reason for the log; the client does not see it
 */
export function deny(reason: string): never {
  throw new Failure('forbidden', undefined, reason)
}

/**
 * Reads the claims among a URL's parameters.
 * @throws Failure bad-parameter: a malformed claim
 */
export function readClaims(parameters: ReadonlyMap<string, string>): Claims {
  const { expire, start, ip } = OPTIONS
  const names = Object.keys({ expire, start, ip })
  return parseOptions(new Map([...parameters].filter(([name]) => names.includes(name))))
}
