import { encodeBase64url } from './base64url.ts'
import type { KeyPolicy } from './key-policy.ts'

const HMAC = { name: 'HMAC', hash: 'SHA-256' }
const encoder = new TextEncoder()

/** Imported HMAC key, with its id and policy. */
export interface HmacKey {
  readonly id: string
  readonly key: CryptoKey
  /**
   * Policy that limits the URLs which the key may sign; `undefined` if the key may sign every URL.
   */
  readonly policy?: KeyPolicy
}

export async function importKey(id: string, bytes: Uint8Array<ArrayBuffer>): Promise<HmacKey> {
  return { id, key: await crypto.subtle.importKey('raw', bytes, HMAC, false, ['sign', 'verify']) }
}

/**
 * Returns the bytes over which a token is computed: a label, the path and the query. Neither path
 * nor query can contain a line feed, so the boundary between them is unambiguous.
 */
export function hmacMessage(path: string, query: string): ReturnType<TextEncoder['encode']> {
  return encoder.encode(`signet-v1\n${path}\n${query}`)
}

/**
 * Computes a URL's token: HMAC-SHA256 (RFC 2104) over its path and query, in 43 base64url
 * characters.
 * @param path canonical, percent-encoded as sent
 * @param query percent-encoded as sent, without `?`; empty if there is none
 */
export async function signHmac({ key }: HmacKey, path: string, query: string): Promise<string> {
  return encodeBase64url(new Uint8Array(await crypto.subtle.sign('HMAC', key, hmacMessage(path, query))))
}
