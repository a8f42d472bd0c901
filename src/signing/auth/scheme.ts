import { Failure } from '../../errors.ts'
import { OPTIONS, type Options } from '../url/options.ts'
import { parseOptions } from '../url/parameters.ts'
import type { Wire } from '../url/wire.ts'
import type { KeyPolicy } from './key-policy.ts'
import type { Keyring } from './keyring.ts'

export type SignedWire = Wire & { readonly token: string }

/** Limits on when and from where a URL may be used. */
export type Claims = Pick<Options, 'expire' | 'start' | 'ip'>

/** Parameters that a signer may add to a URL. */
export type SignerClaims = Pick<Options, 'expire' | 'start' | 'ip' | 'kid'>

/** Name of a secret of the Worker. */
export type SecretName =
  | 'SIGNING_KEYS'
  | 'KEYCDN_SECRET'
  | 'IMGPROXY_KEY'
  | 'IMGPROXY_SALT'
  | 'IMGIX_TOKEN'
  | 'THUMBOR_KEY'

/** Secret that one or more schemes share. */
export interface Secret {
  /**
   * Name of the Worker's secret. The command line reads the environment variable of the same name.
   */
  readonly name: 'SIGNING_KEYS' | 'KEYCDN_SECRET'
  /**
   * Imports the secret.
   * @param id id for a key that is given without one
   * @throws Failure misconfigured
   */
  readonly open: (text: string, id?: string) => Promise<Keyring>
}

/** Facts that a valid token proves. */
export interface Verified {
  readonly claims: Claims
  /** Id of the signing key, or the name of another service's secret or scheme. */
  readonly key: string
  /**
   * Id of the key of `SIGNING_KEYS` that signed. It is set even if the URL does not name the key.
   */
  readonly kid?: string
  /** Policy of the key; `undefined` if the key may sign everything. */
  readonly policy?: KeyPolicy | undefined
}

/** Token scheme: a way to sign URLs with the parameter `token`. */
export interface Scheme<Name extends string = string> {
  readonly name: Name
  readonly secret: Secret
  /**
   * Returns the part of a URL that has the form of this scheme: only its token, or the whole URL.
   */
  readonly recognise: (wire: SignedWire) => 'token' | 'url' | undefined
  /**
   * Signs a URL.
   * @returns the signed URL
   * @throws Failure bad-parameter: the token cannot cover a claim or the URL
   */
  readonly sign: (wire: Wire, claims: SignerClaims, keyring: Keyring) => Promise<string>
  /**
   * Verifies the token of a URL.
   * @throws Failure forbidden; bad-parameter: a malformed claim, or one that the token cannot cover
   */
  readonly verify: (wire: SignedWire, keyring: Keyring) => Promise<Verified>
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
