import { md5 } from '@noble/hashes/legacy.js'
import { encodeBase64url } from './base64url.ts'

const encoder = new TextEncoder()

/** Length of a KeyCDN token: 16 bytes in base64url. */
export const KEYCDN_TOKEN = 22

/** The token of KeyCDN's signed image processing: base64url(MD5(path ‖ query ‖ secret)). */
export function signKeycdnImage(secret: string, path: string, query: string): string {
  return encodeBase64url(md5(encoder.encode(path + query + secret)))
}

/** The token of KeyCDN's access control: base64url(MD5(path ‖ secret ‖ expire)). */
export function signKeycdnAccess(secret: string, path: string, expire: string): string {
  return encodeBase64url(md5(encoder.encode(path + secret + expire)))
}

/**
 * Compares two tokens, as text, in time that does not depend on where they differ: the platform's constant-time
 * `verify` over MACs of both (double HMAC). Another spelling of the same bytes is another token.
 */
export async function sameToken(secret: string, expected: string, given: string): Promise<boolean> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, [
    'sign',
    'verify',
  ])
  const mac = await crypto.subtle.sign('HMAC', key, encoder.encode(expected))
  return crypto.subtle.verify('HMAC', key, mac, encoder.encode(given))
}
