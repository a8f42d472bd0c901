import type { Translation } from '../migrate/draft.ts'
import type { Wire } from '../url/wire.ts'
import type { Keyring } from './keyring.ts'
import type { SecretName } from './scheme.ts'

/** A request in a zone that accepts another service's URLs. */
export interface ForeignRequest {
  /** Canonical, without a token. */
  readonly wire: Wire
  /** The path below the zone's prefix, as on the wire. */
  readonly rest: string
}

/**
 * The signed URLs of another service, which are served during a move. Their signature is no `token`, so that no URL is one
 * of this kind and of Signet's own at once.
 */
export interface ForeignScheme<Name extends string = string> {
  readonly name: Name
  readonly secrets: readonly SecretName[]
  /**
   * Whether the signature covers the whole path. Where it covers only what follows a zone's prefix, the same URL would be
   * valid in each zone that accepts it, with that zone's images and rules: then only one zone may.
   */
  readonly coversPrefix: boolean
  /** Whether a URL has the form of this scheme; at most one scheme's. */
  readonly recognise: (request: ForeignRequest) => boolean
  /** Whether the signature is that of a secret's holder. */
  readonly verify: (request: ForeignRequest, keyring: Keyring) => Promise<boolean>
  /**
   * What a verified URL means.
   * @param source of the zone, in which the image must lie
   * @throws Failure bad-parameter: another source
   */
  readonly translate: (request: ForeignRequest, source: string) => Translation
}
