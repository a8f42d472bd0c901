import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { Failure } from '../../errors.ts'
import { encodeBase64url } from './base64url.ts'
import type { HmacKey } from './hmac-token.ts'

/** Function that returns the keyed hash of a text. */
export type KeyedHash = (text: string) => string

/** Derived key length in bytes: the output length of HMAC-SHA256. */
const KEY_BYTES = 32

const encoder = new TextEncoder()

/**
 * Derives one key from all signing keys by HKDF-SHA256 (RFC 5869), with `label` as its info. HKDF's
 * input is made as follows: each signing key makes an HMAC of `label`, and the HMACs in base64url
 * are sorted and concatenated. The result needs every key, so a customer who holds one key cannot
 * compute it. The keys' ids and order do not matter.
 *
 * @param keys all keys in `SIGNING_KEYS`
 * @param label separates the keys' uses; it must not begin like a token's message (`signet-v1` and
 *   a line feed)
 * @throws Failure misconfigured: there are no keys
 */
export async function deriveKey(keys: readonly HmacKey[], label: string): Promise<Uint8Array<ArrayBuffer>> {
  // Without keys, the input of HKDF would be empty, and anybody could derive the result.
  if (keys.length === 0) throw new Failure('misconfigured', undefined, 'SIGNING_KEYS is not set')
  const info = encoder.encode(label)
  const macs = await Promise.all(keys.map(({ key }) => crypto.subtle.sign('HMAC', key, info)))
  const texts = macs.map((mac) => encodeBase64url(new Uint8Array(mac)))
  const input = encoder.encode(texts.sort().join(''))
  const root = await crypto.subtle.importKey('raw', input, 'HKDF', false, ['deriveBits'])
  const how = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info }
  return new Uint8Array(await crypto.subtle.deriveBits(how, root, KEY_BYTES * 8))
}

/**
 * Creates a hash function that needs all signing keys: HMAC-SHA256 with a key that is derived from
 * them. The returned function is synchronous, because a request's context may end at the next
 * `await`.
 *
 * @param keys all keys in `SIGNING_KEYS`
 * @param label separates the uses of the keys, as in `deriveKey`
 * @param length hash length in base64url characters, at most 43
 * @throws Failure misconfigured: there are no keys
 * @example
 * const hashOf = await openKeyedHash(keyring.hmac, 'signet-log-v2', 16)
 * hashOf('/a.jpg') // 'm0zXzgx1Yf0bQ0aH'
 */
export async function openKeyedHash(
  keys: readonly HmacKey[],
  label: string,
  length: number,
): Promise<KeyedHash> {
  const keyed = hmac.create(sha256, await deriveKey(keys, label))
  return (text) => encodeBase64url(keyed.clone().update(encoder.encode(text)).digest()).slice(0, length)
}
