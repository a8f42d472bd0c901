import { misconfigured } from '../../errors.ts'
import { decodeBase64url } from './base64url.ts'

/** Signing key as bytes, and the id by which URLs name it. */
export interface SigningKey {
  readonly id: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Minimum key length in bytes: the output length of HMAC-SHA256 (RFC 2104 3). */
export const MIN_KEY_BYTES = 32

/**
 * Returns `true` if a key has fewer than four different bytes or characters. A random 32-byte key
 * practically always has more.
 */
export function isRepetitive(key: Iterable<number | string>): boolean {
  return new Set(key).size < 4
}

/**
 * Words that documentation writes in place of a key. About one random key in tens of millions
 * contains such a word by chance, at a length of 43 characters.
 */
export const PLACEHOLDER = /change.?me|replace|placeholder|example|your.{0,9}(secret|key)|(secret|key).?here/i

/**
 * Returns the rule that a key breaks, to complete an error message; `undefined` if it breaks none.
 * @param bytes decoded key; `undefined` if the text is not base64url, as with most placeholders
 */
function weakness(text: string, bytes: Uint8Array | undefined): string | undefined {
  if (PLACEHOLDER.test(text + String.fromCharCode(...(bytes ?? [])))) return 'is a placeholder'
  if (bytes && bytes.length < MIN_KEY_BYTES)
    return `has ${bytes.length} bytes, but needs at least ${MIN_KEY_BYTES}`
  if (bytes && isRepetitive(bytes)) return 'repeats a few bytes'
  return undefined
}

function parseKey(entry: string, name: string): SigningKey {
  const [, id, text] = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9_-]+)$/.exec(entry) ?? []
  const bytes = text ? decodeBase64url(text) : undefined
  // Only the part after the id is checked, because an id may be any word, such as `example`.
  const rule = weakness(entry.slice(entry.indexOf(':') + 1), bytes)
  if (rule) misconfigured(`${name}: ${id ? `key ${id}` : 'it'} ${rule}; make one with the command keygen`)
  if (!id || !bytes) return misconfigured(`${name}: expected id:base64url between commas`)
  return { id, bytes }
}

/**
 * Reads the secret `SIGNING_KEYS`, or another secret in the same form:
 * `id:base64url[,id:base64url…]`, newest first.
 * @throws Failure misconfigured: a key is missing, malformed, short, repetitive or a placeholder,
 *   or two keys have the same id
 */
export function parseKeys(
  secret: string | undefined,
  name = 'SIGNING_KEYS',
): readonly [SigningKey, ...SigningKey[]] {
  if (!secret) misconfigured(`${name} is not set`)
  const [newest = '', ...older] = secret.split(',')
  const keys = [parseKey(newest, name), ...older.map((entry) => parseKey(entry, name))] as const
  if (new Set(keys.map((key) => key.id)).size < keys.length) misconfigured(`${name}: an id is used twice`)
  return keys
}
