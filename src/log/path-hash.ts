import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { encodeBase64url } from '../auth/base64url.ts'
import type { HmacKey } from '../auth/keyring.ts'

/** No message of a token starts like this: those have a line feed in the place of the second hyphen. */
const LABEL = 'signet-log-v1'

const LENGTH = 16

const encoder = new TextEncoder()

/** The name of a path in logs. */
export type PathHash = (path: string) => string

/**
 * Makes the hash that logs have instead of a path: HMAC-SHA256 with a key of its own, which the signing key yields, so that
 * nobody without it can find a path by trying. Synchronous: a context may end at its next `await`.
 *
 * @param key the newest signing key: with a new one paths get other hashes
 * @returns 16 characters of base64url, shorter than any token, for the path of a URL as it arrived
 * @example const hashOf = await openPathHash(keyring.hmac[0]); hashOf('/photos/a.jpg') // 'm0zXzgx1Yf0bQ0aH'
 */
export async function openPathHash({ key }: HmacKey): Promise<PathHash> {
  const own = await crypto.subtle.sign('HMAC', key, encoder.encode(LABEL))
  const keyed = hmac.create(sha256, new Uint8Array(own))
  return (path) => encodeBase64url(keyed.clone().update(encoder.encode(path)).digest()).slice(0, LENGTH)
}
