import type { HmacKey } from '../../signing/auth/hmac-token.ts'
import { signHmac } from '../../signing/auth/hmac-token.ts'
import { formatQuery } from '../../signing/url/canonical.ts'
import { formatWire } from '../../signing/url/wire.ts'

/** Path at which a deployment with a tiered cache takes purge requests. */
export const PURGE_PATH = '/.signet/purge'

/**
 * Path that tokens of purges cover. It has no leading slash, so that no signer of images can be
 * made to sign a purge.
 */
export const SIGNED_PATH = '.signet/purge'

/** Maximum seconds that a purge may be signed ahead, so that a leaked URL soon becomes useless. */
export const MAX_AHEAD = 300

/** Copies that are purged: those of the image at a path of a URL, or of all images of a zone. */
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
