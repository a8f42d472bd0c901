import { decodeBase64url, encodeBase64url } from './base64url.ts'
import { parseKeys, type SigningKey } from './keys.ts'

/** The keys that a key of `PATH_KEYS` yields. */
export interface PathKey {
  readonly nonces: CryptoKey
  readonly cipher: CryptoKey
}

const NONCE = 12
const TAG = 16
/** Paths are padded to a multiple of it, so that the length of a URL says little about that of a name. */
const BLOCK = 16

const HMAC = { name: 'HMAC', hash: 'SHA-256' }
const utf8 = (text: string) => new TextEncoder().encode(text)

/** Derives what a key of `PATH_KEYS` is used for. */
export async function derivePathKey({ bytes }: SigningKey): Promise<PathKey> {
  const root = await crypto.subtle.importKey('raw', bytes, HMAC, false, ['sign'])
  const key = (label: string) => crypto.subtle.sign('HMAC', root, utf8(`signet-path-v1 ${label}`))
  return {
    nonces: await crypto.subtle.importKey('raw', await key('nonce'), HMAC, false, ['sign']),
    cipher: await crypto.subtle.importKey('raw', await key('cipher'), 'AES-GCM', false, [
      'encrypt',
      'decrypt',
    ]),
  }
}

/**
 * Reads the secret `PATH_KEYS`, which has the form of `SIGNING_KEYS`: the first key encrypts, all decrypt.
 * @throws Failure misconfigured, like `parseKeys`
 */
export function parsePathKeys(secret: string | undefined): ReturnType<typeof parseKeys> {
  return parseKeys(secret, 'PATH_KEYS')
}

/**
 * Encrypts the path of an image. Equal paths give equal segments, so that caches find them: the nonce is an HMAC of prefix
 * and path, and repeats only with them.
 *
 * @param prefix of the zone, which the segment is valid in alone
 * @param path below the prefix, decoded
 * @returns one segment of base64url
 * @example await encryptPath(key, '/vault/', 'photos/a.jpg')
 */
export async function encryptPath(
  { nonces, cipher }: PathKey,
  prefix: string,
  path: string,
): Promise<string> {
  const text = utf8(path)
  const padded = new Uint8Array(Math.max(1, Math.ceil(text.length / BLOCK)) * BLOCK)
  padded.set(text)
  // Neither part has a line feed: other prefixes and paths give other messages.
  const mac = await crypto.subtle.sign('HMAC', nonces, utf8(`${prefix}\n${path}`))
  const iv = new Uint8Array(mac, 0, NONCE)
  const sealed = await crypto.subtle.encrypt({ ...algorithm(prefix), iv }, cipher, padded)
  const bytes = new Uint8Array(NONCE + sealed.byteLength)
  bytes.set(iv)
  bytes.set(new Uint8Array(sealed), NONCE)
  return encodeBase64url(bytes)
}

const algorithm = (prefix: string) => ({ name: 'AES-GCM', additionalData: utf8(prefix), tagLength: TAG * 8 })

/** The inverse of `encryptPath` with one of the keys; `undefined` for anything else, whatever is wrong with it. */
export async function decryptPath(
  keys: readonly PathKey[],
  prefix: string,
  segment: string,
): Promise<string | undefined> {
  const bytes = decodeBase64url(segment)
  if (bytes === undefined || bytes.length < NONCE + BLOCK + TAG) return undefined
  const iv = bytes.subarray(0, NONCE)
  for (const { cipher } of keys) {
    try {
      const opened = await crypto.subtle.decrypt({ ...algorithm(prefix), iv }, cipher, bytes.subarray(NONCE))
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(opened).replace(/\0+$/, '')
    } catch {
      // Another key, or nothing that this key has made.
    }
  }
  return undefined
}
