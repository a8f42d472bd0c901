import { encodeBase64url } from './base64url.ts'
import type { HmacKey } from './keyring.ts'

const HMAC = { name: 'HMAC', hash: 'SHA-256' }
const encoder = new TextEncoder()

export async function importKey(id: string, bytes: Uint8Array<ArrayBuffer>): Promise<HmacKey> {
  return { id, key: await crypto.subtle.importKey('raw', bytes, HMAC, false, ['sign', 'verify']) }
}

/** What a token covers. The line feeds, which neither part can contain, make the boundary between them unambiguous. */
export function hmacMessage(path: string, query: string): Uint8Array {
  return encoder.encode(`signet-v1\n${path}\n${query}`)
}

/**
 * The token of a URL: HMAC-SHA256 (RFC 2104) over its path and query, base64url, 43 characters.
 * @param path as on the wire, canonical
 * @param query as on the wire, without `?`; empty if there is none
 */
export async function signHmac({ key }: HmacKey, path: string, query: string): Promise<string> {
  return encodeBase64url(new Uint8Array(await crypto.subtle.sign('HMAC', key, hmacMessage(path, query))))
}
