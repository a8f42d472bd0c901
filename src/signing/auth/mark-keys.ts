import type { MarkKey } from '../../engine/options/transform-options.ts'
import { Failure } from '../../errors.ts'
import { formatQuery } from '../url/canonical.ts'
import type { Options } from '../url/options.ts'
import type { FeatureSecret } from './feature-secret.ts'
import { parseKeys, type SigningKey } from './keys.ts'
import { KEY_LIST } from './secret-forms.ts'

/**
 * Keys derived from one `MARK_KEYS` entry: the engine's key that places the invisible mark, and the
 * key for `mark=claims`.
 */
export interface OpenMarkKey extends MarkKey {
  /** HMAC key that computes the value for `mark=claims`. */
  readonly claims: CryptoKey
}

/** Maximum output length of HKDF-SHA-256 in bytes (RFC 5869 2.3). */
const MAX_HKDF_BYTES = 255 * 32

const utf8 = (text: string) => new TextEncoder().encode(text)

/**
 * Derives the keys for invisible marks from a key in `MARK_KEYS`. Two keys are sequences of random
 * words: one places the bits of 32-bit marks, the other those of 64-bit marks. The third is the
 * HMAC key for `mark=claims`.
 */
export async function openMarkKey({ id, bytes }: SigningKey): Promise<OpenMarkKey> {
  const root = await crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveBits'])
  const derive = (label: string, length: number) => {
    const info = utf8(`signet-mark-v1 ${label}`)
    const how = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info }
    return crypto.subtle.deriveBits(how, root, length * 8)
  }
  const words = async (bits: 32 | 64) => {
    const view = new DataView(await derive(`pattern ${bits}`, MAX_HKDF_BYTES))
    return Uint16Array.from({ length: MAX_HKDF_BYTES / 2 }, (_, at) => view.getUint16(2 * at))
  }
  const hmac = { name: 'HMAC', hash: 'SHA-256' }
  const secret = await derive('claims', 32)
  return {
    id,
    streams: { 32: await words(32), 64: await words(64) },
    claims: await crypto.subtle.importKey('raw', secret, hmac, false, ['sign']),
  }
}

/**
 * Reads the secret `MARK_KEYS`, which has the form of `SIGNING_KEYS`. New marks are made with the
 * first key. Marks that were made with any key can be read.
 * @throws Failure misconfigured, like `parseKeys`
 */
export function parseMarkKeys(secret: string | undefined): ReturnType<typeof parseKeys> {
  return parseKeys(secret, 'MARK_KEYS')
}

/** Secret of invisible marks. The Worker uses only its first key, which is the newest. */
export const MARK_SECRET: FeatureSecret<'MARK_KEYS', { readonly mark?: OpenMarkKey }> = {
  variables: [
    { name: 'MARK_KEYS', about: 'the keys of [invisible marks](mark.md), newest first', form: KEY_LIST },
  ],
  neededBy: 'presets with `mark`',
  fieldsOf: ({ presets }) =>
    Object.keys(presets)
      .filter((name) => presets[name]?.['mark'] !== undefined)
      .map((name) => `presets.${name}.mark`),
  async open(textOf) {
    return { mark: await openMarkKey(parseMarkKeys(textOf('MARK_KEYS'))[0]) }
  },
}

/**
 * Computes the value that `mark=claims` hides in a picture: 16 hex digits from an HMAC of the
 * claims. Without the key, nobody can find the claims by hashing guesses.
 * @throws Failure bad-parameter: there are no claims
 * @example
 * // HMAC of kid=k1&expire=1800000000
 * await claimsValue(key, { kid: 'k1', expire: 1800000000 })
 */
export async function claimsValue(
  { claims: key }: Pick<OpenMarkKey, 'claims'>,
  { kid, expire, ip, start }: Pick<Options, 'kid' | 'expire' | 'ip' | 'start'>,
): Promise<string> {
  const given = Object.entries({ kid, expire, ip, start }).filter(([, value]) => value !== undefined)
  if (given.length === 0)
    throw new Failure('bad-parameter', 'mark=claims needs at least one of kid, expire, ip and start')
  const text = formatQuery(new Map(given.map(([name, value]) => [name, String(value)])))
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8(text)), 0, 8)
  return Array.from(mac, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
