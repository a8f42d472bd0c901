import { Failure } from '../errors.ts'
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

/** A random key of 43 characters has such a word once in tens of millions. */
const PLACEHOLDER = /change.?me|replace|placeholder|example|your.{0,9}(?:secret|key)|(?:secret|key).?here/i

function weakness({ id, bytes }: SigningKey): string | undefined {
  if (bytes.length < MIN_KEY) return `key ${id} has ${bytes.length} bytes, but needs at least ${MIN_KEY}`
  if (isRepetitive(bytes)) return `key ${id} repeats a few bytes`
  if (PLACEHOLDER.test(String.fromCharCode(...bytes))) return `key ${id} is a placeholder`
  return undefined
}

function refuse(rule: string): never {
  throw new Failure('misconfigured', undefined, `SIGNING_KEYS: ${rule}; make one with npm run keygen`)
}

function parseKey(entry: string): SigningKey {
  const [, id, text] = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9_-]+)$/.exec(entry) ?? []
  // First, since most placeholders are no base64url either. An id may be any word.
  if (PLACEHOLDER.test(entry.slice(entry.indexOf(':') + 1)))
    refuse(id === undefined ? 'it is a placeholder' : `key ${id} is a placeholder`)
  const bytes = text === undefined ? undefined : decodeBase64url(text)
  if (id === undefined || !bytes)
    throw new Failure('misconfigured', undefined, 'SIGNING_KEYS: expected id:base64url between commas')
  const rule = weakness({ id, bytes })
  if (rule) refuse(rule)
  return { id, bytes }
}

/**
 * Reads the secret `SIGNING_KEYS`: `id:base64url[,id:base64url…]`, newest first.
 * @throws Failure misconfigured: missing, malformed, short, repetitive or placeholder keys, an id twice
 */
export function parseKeys(secret: string | undefined): readonly [SigningKey, ...SigningKey[]] {
  if (!secret) throw new Failure('misconfigured', undefined, 'SIGNING_KEYS is not set')
  const [newest = '', ...older] = secret.split(',')
  const keys = [parseKey(newest), ...older.map(parseKey)] as const
  if (new Set(keys.map((key) => key.id)).size < keys.length)
    throw new Failure('misconfigured', undefined, 'SIGNING_KEYS: an id is used twice')
  return keys
}
