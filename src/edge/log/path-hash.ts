import type { HmacKey } from '../../signing/auth/hmac-token.ts'
import { type KeyedHash, openKeyedHash } from '../../signing/auth/keyed-hash.ts'

/**
 * Label from which the hash key is derived. It has a version, because `v1` used only the newest
 * signing key.
 */
const LABEL = 'signet-log-v2'

/**
 * Length of a hash in base64url characters. It is shorter than every token, so that it cannot be
 * mistaken for one.
 */
const LENGTH = 16

/** Function that returns the hash by which the log names a URL's path, as it arrived. */
export type PathHash = KeyedHash

/**
 * Creates the hash function for paths in logs. The hash needs all signing keys, so a reader of the
 * log cannot find a path by hashing guesses.
 *
 * @param keys all signing keys; if one is added or removed, paths get other hashes
 * @example
 * const hashOf = await openPathHash(keyring.hmac)
 * hashOf('/photos/a.jpg') // 'm0zXzgx1Yf0bQ0aH'
 */
export function openPathHash(keys: readonly HmacKey[]): Promise<PathHash> {
  return openKeyedHash(keys, LABEL, LENGTH)
}
