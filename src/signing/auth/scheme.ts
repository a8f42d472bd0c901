import { Failure } from '../../errors.ts'
import { OPTIONS, type Options } from '../url/options.ts'
import { parseOptions } from '../url/parameters.ts'
import type { Wire } from '../url/wire.ts'
import type { KeyPolicy } from './key-policy.ts'
import type { Keyring } from './keyring.ts'

export type SignedWire = Wire & { readonly token: string }

/** Limits on when and from where a URL may be used. */
export type Claims = Pick<Options, 'expire' | 'start' | 'ip'>

/** The parameters that a signer may add to a URL. */
export type SignerClaims = Pick<Options, 'expire' | 'start' | 'ip' | 'kid'>

/** A secret variable of the Worker. */
export type SecretName =
  | 'SIGNING_KEYS'
  | 'KEYCDN_SECRET'
  | 'IMGPROXY_KEY'
  | 'IMGPROXY_SALT'
  | 'IMGIX_TOKEN'
  | 'THUMBOR_KEY'

/** The secret that one or more schemes share. */
export interface Secret {
  /** The Worker's variable, which the command line reads from its environment. */
  readonly name: 'SIGNING_KEYS' | 'KEYCDN_SECRET'
  /**
   * @param id of a key that is given without one
   * @throws Failure misconfigured
   */
  readonly open: (text: string, id?: string) => Promise<Keyring>
}

/** What a valid token proves. */
export interface Verified {
  readonly claims: Claims
  /** The id of the signing key, or the name of another service's secret or scheme. */
  readonly key: string
  /** The id of a key of `SIGNING_KEYS` that signed, whether the URL names it or not. */
  readonly kid?: string
  /** What the key may sign; `undefined` for everything. */
  readonly policy?: KeyPolicy | undefined
}

/** A kind of token. */
export interface Scheme<Name extends string = string> {
  readonly name: Name
  readonly secret: Secret
  /** How much of a URL has this scheme's form: its token, or the whole URL. */
  readonly recognise: (wire: SignedWire) => 'token' | 'url' | undefined
  /**
   * @returns the signed URL
   * @throws Failure bad-parameter: a claim or URL that the token cannot cover
   */
  readonly sign: (wire: Wire, claims: SignerClaims, keyring: Keyring) => Promise<string>
  /** @throws Failure forbidden; bad-parameter: a malformed claim, or one that the token cannot cover */
  readonly verify: (wire: SignedWire, keyring: Keyring) => Promise<Verified>
}

/** @param reason for the log; the client learns nothing of it */
export function deny(reason: string): never {
  throw new Failure('forbidden', undefined, reason)
}

/** @throws Failure bad-parameter: a malformed claim */
export function readClaims(parameters: ReadonlyMap<string, string>): Claims {
  const { expire, start, ip } = OPTIONS
  const names = Object.keys({ expire, start, ip })
  return parseOptions(new Map([...parameters].filter(([name]) => names.includes(name))))
}
