import type { HmacKey } from '../../signing/auth/hmac-token.ts'
import { signHmac } from '../../signing/auth/hmac-token.ts'
import { formatQuery } from '../../signing/url/canonical.ts'
import { formatWire } from '../../signing/url/wire.ts'

const PATH = '/.signet/purge'

/**
 * Returns the path at which a deployment with a tiered cache accepts purge requests.
 * @param base `base` of the configuration
 */
export const purgePath = (base: string): string => base + PATH

/**
 * Returns the path that a purge token covers. It has no leading slash, unlike every image path. A
 * person who can have image URLs signed can therefore not obtain a purge token.
 */
export const signedPurgePath = (base: string): string => purgePath(base).slice(1)

/**
 * Maximum seconds from now to the `expire` of a purge, so that a leaked URL soon becomes useless.
 */
export const MAX_AHEAD = 300

/**
 * Copies that a purge removes: those of one image, given by its URL's path, or those of all images
 * in a zone.
 */
export type PurgeTarget = { readonly source: string } | { readonly zone: string }

/**
 * Returns the URL that purges a tiered cache when it is requested with POST.
 * @param origin `https://host` of the Worker
 * @param expire Unix time in seconds, at most `MAX_AHEAD` from now
 * @param base `base` in the Worker's configuration
 * @example await signPurge('https://img.example.com', { source: '/photos/a.jpg' }, key, now + 60)
 */
export async function signPurge(
  origin: string,
  target: PurgeTarget,
  key: HmacKey,
  expire: number,
  base = '',
): Promise<string> {
  const query = formatQuery(new Map([...Object.entries(target), ['expire', String(expire)], ['kid', key.id]]))
  const token = await signHmac(key, signedPurgePath(base), query)
  return formatWire({ origin, path: purgePath(base), query, token })
}
