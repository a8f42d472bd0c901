import { type KeyedHash, openKeyedHash } from '../../signing/auth/keyed-hash.ts'
import type { HmacKey } from '../../signing/auth/keyring.ts'

/** `v1` used the newest signing key alone. */
const LABEL = 'signet-log-v2'

/** Characters of base64url, fewer than any token has. */
const LENGTH = 16

/** Maps the path of a URL as it arrived to its name in logs. */
export type PathHash = KeyedHash

/**
 * Makes the hash that logs have instead of a path. It needs all signing keys, so a log reader cannot find a path by trying.
 *
 * @param keys all signing keys: if one is added or removed, paths get other hashes
 * @example const hashOf = await openPathHash(keyring.hmac); hashOf('/photos/a.jpg') // 'm0zXzgx1Yf0bQ0aH'
 */
export function openPathHash(keys: readonly HmacKey[]): Promise<PathHash> {
  return openKeyedHash(keys, LABEL, LENGTH)
}
