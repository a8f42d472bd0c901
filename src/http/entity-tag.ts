import { type KeyedHash, openKeyedHash } from '../auth/keyed-hash.ts'
import type { HmacKey } from '../auth/keyring.ts'

const LABEL = 'signet-etag-v1'

/** Characters of base64url: 132 bits, as in stored tags. */
const LENGTH = 22

/** Maps the stored entity tag of a derivative to the tag that clients get. */
export type EntityTag = (stored: string) => string

/**
 * Makes the entity tags that clients get: the HMAC of a stored tag, which is weak if the stored tag is. A stored tag is a plain hash of
 * names and of the source's own tag, so it would confirm a guess at a hidden name or at hidden pixels.
 *
 * @param keys all signing keys: if one is added or removed, each copy of a client is sent once more in place of a 304
 * @example const tagOf = await openEntityTag(keyring.hmac); tagOf('W/"Yx0"') // 'W/"m0zXzgx1Yf0bQ0aHk3_Zs1"'
 */
export async function openEntityTag(keys: readonly HmacKey[]): Promise<EntityTag> {
  const hash: KeyedHash = await openKeyedHash(keys, LABEL, LENGTH)
  return (stored) => {
    const weak = stored.startsWith('W/')
    return `${weak ? 'W/' : ''}"${hash(weak ? stored.slice(2) : stored)}"`
  }
}
