import type { HmacKey } from '../../signing/auth/hmac-token.ts'
import { type KeyedHash, openKeyedHash } from '../../signing/auth/keyed-hash.ts'

/** Label of the derived key. `v1` used only the newest signing key. */
const LABEL = 'signet-log-v2'

/** Length in base64url characters. Every token is longer. */
const LENGTH = 16

/** Function that maps the path of a URL, as it arrived, to its name in logs. */
export type PathHash = KeyedHash

/**
 * Creates the hash function for paths in logs. It needs all signing keys, so a reader of the log
 * cannot find a path by trial.
 *
 * @param keys all signing keys; if one is added or removed, paths get other hashes
 * @example
 * const hashOf = await openPathHash(keyring.hmac)
 * hashOf('/photos/a.jpg') // 'm0zXzgx1Yf0bQ0aH'
 */
export function openPathHash(keys: readonly HmacKey[]): Promise<PathHash> {
  return openKeyedHash(keys, LABEL, LENGTH)
}
