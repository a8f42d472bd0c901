import type { HmacKey } from '../../signing/auth/hmac-token.ts'
import { signHmac } from '../../signing/auth/hmac-token.ts'
import { formatQuery } from '../../signing/url/canonical.ts'
import { formatWire } from '../../signing/url/wire.ts'

/** Path at which a deployment with a tiered cache accepts purge requests. */
export const PURGE_PATH = '/.signet/purge'

/**
 * Path that the token of a purge covers. It has no leading slash, unlike the path of every image. A
 * person who can have image URLs signed can therefore not obtain the token of a purge.
 */
export const SIGNED_PATH = '.signet/purge'

/**
 * Maximum seconds from now to the `expire` of a purge, so that a leaked URL soon becomes useless.
 */
export const MAX_AHEAD = 300

/**
 * Copies that a purge removes: those of one image, given by the path of its URL, or those of all
 * images of a zone.
 */
export type PurgeTarget = { readonly source: string } | { readonly zone: string }

/**
 * Returns the URL that purges a tiered cache when it is requested with POST.
 * @param origin `https://host` of the Worker
 * @param expire Unix time in seconds, at most `MAX_AHEAD` from now
 * @example await signPurge('https://img.example.com', { source: '/photos/a.jpg' }, key, now + 60)
 */
export async function signPurge(
  origin: string,
  target: PurgeTarget,
  key: HmacKey,
  expire: number,
): Promise<string> {
  const query = formatQuery(new Map([...Object.entries(target), ['expire', String(expire)], ['kid', key.id]]))
  const token = await signHmac(key, SIGNED_PATH, query)
  return formatWire({ origin, path: PURGE_PATH, query, token })
}
