import { decodeBase64url, encodeBase64url } from './base64url.ts'
import type { FeatureSecret } from './feature-secret.ts'
import { parseKeys, type SigningKey } from './keys.ts'
import { KEY_LIST } from './secret-forms.ts'

/**
 * Keys derived from one `PATH_KEYS` entry: one computes nonces, the other encrypts and decrypts.
 */
export interface PathKey {
  readonly nonces: CryptoKey
  readonly cipher: CryptoKey
}

const NONCE = 12
const TAG = 16
/**
 * Block length in bytes, to whose multiples encrypted paths are padded. A URL's length therefore
 * reveals little about the length of the file name in it.
 */
const BLOCK = 16

const HMAC = { name: 'HMAC', hash: 'SHA-256' }
const utf8 = (text: string) => new TextEncoder().encode(text)

/** Derives the key for nonces and the key for encryption from a key in `PATH_KEYS`. */
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
 * Reads the secret `PATH_KEYS`, which has the form of `SIGNING_KEYS`. New paths are encrypted with
 * the first key. Paths that were encrypted with any key can be decrypted.
 * @throws Failure misconfigured, like `parseKeys`
 */
export function parsePathKeys(secret: string | undefined): ReturnType<typeof parseKeys> {
  return parseKeys(secret, 'PATH_KEYS')
}

/** Secret of encrypted paths. */
export const PATH_SECRET: FeatureSecret<'PATH_KEYS', { readonly paths?: readonly PathKey[] }> = {
  variables: [{ name: 'PATH_KEYS', about: 'the keys of encrypted paths, newest first', form: KEY_LIST }],
  neededBy: 'zones with `encrypted = true`',
  fieldsOf: ({ encrypted }) => (encrypted ? ['encrypted'] : []),
  async open(textOf) {
    return { paths: await Promise.all(parsePathKeys(textOf('PATH_KEYS')).map(derivePathKey)) }
  },
}

/**
 * Encrypts an image's path. Equal paths give equal segments, so that caches find them. The nonce is
 * an HMAC of the prefix and the path, so it repeats only if both are equal.
 *
 * @param prefix prefix of the only zone in which the segment is valid
 * @param path path below the prefix, decoded
 * @returns one path segment in base64url
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
  // Neither the prefix nor the path can contain a line feed. Different pairs of prefix and path
  // therefore give different messages for the HMAC.
  const mac = await crypto.subtle.sign('HMAC', nonces, utf8(`${prefix}\n${path}`))
  const iv = new Uint8Array(mac, 0, NONCE)
  const sealed = await crypto.subtle.encrypt({ ...algorithm(prefix), iv }, cipher, padded)
  const bytes = new Uint8Array(NONCE + sealed.byteLength)
  bytes.set(iv)
  bytes.set(new Uint8Array(sealed), NONCE)
  return encodeBase64url(bytes)
}

const algorithm = (prefix: string) => ({ name: 'AES-GCM', additionalData: utf8(prefix), tagLength: TAG * 8 })

/**
 * Returns the bytes of a segment whose alphabet and length are those of an encrypted path, or
 * `undefined` for any other segment.
 */
function sealedBytes(segment: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes = decodeBase64url(segment)
  const padded = (bytes?.length ?? 0) - NONCE - TAG
  return padded >= BLOCK && padded % BLOCK === 0 ? bytes : undefined
}

/**
 * Returns `true` if a segment has the form of an encrypted path, whatever its key is.
 *
 * @example isSealedPath('photos/a.jpg') // false
 */
export const isSealedPath = (segment: string): boolean => sealedBytes(segment) !== undefined

/**
 * Decrypts a segment with the keys. Returns `undefined` for every segment that `encryptPath` did
 * not make with them.
 */
export async function decryptPath(
  keys: readonly PathKey[],
  prefix: string,
  segment: string,
): Promise<string | undefined> {
  const bytes = sealedBytes(segment)
  if (bytes === undefined) return undefined
  const iv = bytes.subarray(0, NONCE)
  for (const { cipher } of keys) {
    try {
      const opened = await crypto.subtle.decrypt({ ...algorithm(prefix), iv }, cipher, bytes.subarray(NONCE))
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(opened).replace(/\0+$/, '')
    } catch {
      // This key cannot decrypt the segment. Another key may, or the segment is not an encrypted
      // path.
    }
  }
  return undefined
}
