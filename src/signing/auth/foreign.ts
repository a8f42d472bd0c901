import type { Translation } from '../migrate/draft.ts'
import type { Wire } from '../url/wire.ts'
import type { SchemeTraits } from './scheme.ts'
import type { HeldBy, Secret } from './secret.ts'

/** Request that may be signed for another service, in a zone that accepts that service's URLs. */
export interface ForeignRequest {
  /** Parsed request URL, without a parameter `token`. */
  readonly wire: Wire
  /** Path below the zone's prefix, percent-encoded as sent. */
  readonly rest: string
}

/**
 * Scheme of another service's signed URLs, which a zone accepts during a migration. Its signature
 * is not in the parameter `token`, so no URL can belong to such a scheme and to a token scheme at
 * the same time.
 */
export interface ForeignScheme<Name extends string, Key extends Secret> extends SchemeTraits<Name> {
  readonly secret: Key
  /**
   * `true` if the signature covers the whole path. `false` if it covers only the part after a
   * zone's prefix. In that case the same URL would be valid in every zone that accepts the scheme,
   * so only one zone may accept it.
   */
  readonly coversPrefix: boolean
  /** Returns `true` if a URL has this scheme's form. No URL has two schemes' forms. */
  readonly recognize: (request: ForeignRequest) => boolean
  /** Returns `true` if the URL was signed with the service's secret. */
  readonly verify: (request: ForeignRequest, keyring: HeldBy<Key>) => Promise<boolean>
  /**
   * Translates a verified URL to an image path and native parameters.
   * @param source the zone's source, in which the image must lie
   * @throws Failure bad-parameter: the image lies in another source
   */
  readonly translate: (request: ForeignRequest, source: string) => Translation
}
