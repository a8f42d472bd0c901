import { Failure } from '../../errors.ts'
import { decodeBase64url } from './base64url.ts'

/** A signing key, and the id that URLs name it by. */
export interface SigningKey {
  readonly id: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Shortest key in bytes: what HMAC-SHA256 yields (RFC 2104 3). */
export const MIN_KEY = 32

/** Whether a key consists of a few bytes, as one that nobody has made at random does. */
export function isRepetitive(key: Iterable<number | string>): boolean {
  return new Set(key).size < 4
}

/** Words that stand for a key in documentation. A random key of 43 characters has one once in tens of millions. */
export const PLACEHOLDER = /change.?me|replace|placeholder|example|your.{0,9}(secret|key)|(secret|key).?here/i

/** What is wrong with a key, of which `bytes` are absent where its text is no base64url, as of most placeholders. */
function weakness(text: string, bytes: Uint8Array | undefined): string | undefined {
  if (PLACEHOLDER.test(text + String.fromCharCode(...(bytes ?? [])))) return 'is a placeholder'
  if (bytes && bytes.length < MIN_KEY) return `has ${bytes.length} bytes, but needs at least ${MIN_KEY}`
  if (bytes && isRepetitive(bytes)) return 'repeats a few bytes'
  return undefined
}

function misconfigured(name: string, rule: string): never {
  throw new Failure('misconfigured', undefined, `${name}: ${rule}`)
}

function parseKey(entry: string, name: string): SigningKey {
  const [, id, text] = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9_-]+)$/.exec(entry) ?? []
  const bytes = text ? decodeBase64url(text) : undefined
  // An id may be any word.
  const rule = weakness(entry.slice(entry.indexOf(':') + 1), bytes)
  if (rule) misconfigured(name, `${id ? `key ${id}` : 'it'} ${rule}; make one with npm run keygen`)
  if (!id || !bytes) return misconfigured(name, 'expected id:base64url between commas')
  return { id, bytes }
}

/**
 * Reads the secret `SIGNING_KEYS`, or another of its form: `id:base64url[,id:base64url…]`, newest first.
 * @throws Failure misconfigured: missing, malformed, short, repetitive or placeholder keys, an id twice
 */
export function parseKeys(
  secret: string | undefined,
  name = 'SIGNING_KEYS',
): readonly [SigningKey, ...SigningKey[]] {
  if (!secret) throw new Failure('misconfigured', undefined, `${name} is not set`)
  const [newest = '', ...older] = secret.split(',')
  const keys = [parseKey(newest, name), ...older.map((entry) => parseKey(entry, name))] as const
  if (new Set(keys.map((key) => key.id)).size < keys.length) misconfigured(name, 'an id is used twice')
  return keys
}
