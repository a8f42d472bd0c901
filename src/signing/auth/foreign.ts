import type { Translation } from '../migrate/draft.ts'
import type { Wire } from '../url/wire.ts'
import type { SchemeTraits } from './scheme.ts'
import type { HeldBy, Secret } from './secret.ts'

/** A request in a zone that accepts another service's URLs. */
export interface ForeignRequest {
  /** The request's URL: canonical and without a token. */
  readonly wire: Wire
  /** The path below the zone's prefix, percent-encoded as sent. */
  readonly rest: string
}

/**
 * Scheme of another service's signed URLs, which a zone accepts during a migration. The signature
 * is not a parameter `token`, so no URL can belong to such a scheme and to a token scheme at the
 * same time.
 */
export interface ForeignScheme<Name extends string, Key extends Secret> extends SchemeTraits<Name> {
  readonly secret: Key
  /**
   * `true` if the signature covers the whole path. If it covers only the part after a zone's
   * prefix, the same URL is valid in every zone that accepts the scheme, with that zone's images
   * and rules. Only one zone may therefore accept such a scheme.
   */
  readonly coversPrefix: boolean
  /** Returns `true` if a URL has the form of this scheme. No URL has the form of two schemes. */
  readonly recognise: (request: ForeignRequest) => boolean
  /** Returns `true` if the signature was made with the secret. */
  readonly verify: (request: ForeignRequest, keyring: HeldBy<Key>) => Promise<boolean>
  /**
   * Translates a verified URL into Signet's terms.
   * @param source the zone's source, in which the image must lie
   * @throws Failure bad-parameter: the image lies in another source
   */
  readonly translate: (request: ForeignRequest, source: string) => Translation
}
