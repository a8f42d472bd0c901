import { Failure } from '../../errors.ts'
import { formatQuery } from '../url/canonical.ts'
import { formatOptions } from '../url/parameters.ts'
import { formatWire, type Wire } from '../url/wire.ts'
import { decodeBase64url } from './base64url.ts'
import { type HmacKey, hmacMessage, importKey, signHmac } from './hmac-token.ts'
import { parseKeys } from './keys.ts'
import { deny, readClaims, type Scheme } from './scheme.ts'
import type { Secret } from './secret.ts'
import { KEY_LIST } from './secret-forms.ts'

const HMAC_TOKEN = 43

export { importKey, signHmac }

/** Maximum number of keys that are tried for a URL that does not name its key by `kid`. */
export const MAX_TRIED = 4

/**
 * Returns `true` if there are more than `MAX_TRIED` keys. A URL must then name its key by `kid`.
 */
export function needsKid(keys: readonly HmacKey[]): boolean {
  return keys.length > MAX_TRIED
}

/**
 * Returns the key that made `token`. If the URL has a `kid`, only that key is tried. Otherwise all
 * keys are tried, provided that there are at most `MAX_TRIED`. A malformed token, an unknown key
 * and a missing `kid` take as much work as a wrong signature.
 */
export async function verifyHmac(
  keys: readonly HmacKey[],
  { path, query, token, kid }: { path: string; query: string; token: string; kid: string | undefined },
): Promise<HmacKey | undefined> {
  const decoded = decodeBase64url(token)
  const mac = decoded?.length === 32 ? decoded : new Uint8Array(32)
  const possible = kid === undefined && !needsKid(keys) ? keys : keys.filter(({ id }) => id === kid)
  const known = possible.length > 0
  const candidates = known ? possible : keys.slice(0, 1)
  const bytes = hmacMessage(path, query)
  for (const candidate of candidates) {
    if (await crypto.subtle.verify('HMAC', candidate.key, mac, bytes))
      return mac === decoded && known ? candidate : undefined
  }
  return undefined
}

const GRANTED_BY: Readonly<Record<string, string>> = { w: 'widths', dpr: 'dprs' }

function assertGranted({ signed, free }: Wire): void {
  for (const [name, text] of free) {
    const list = Object.hasOwn(GRANTED_BY, name) ? signed.get(GRANTED_BY[name] ?? '') : undefined
    if (!list?.split(',').includes(text))
      deny(`${name}=${text} follows the token and no signed list allows it`)
  }
}

/** The keyring's native token keys. */
export interface SigningKeys {
  /** Keys of `SIGNING_KEYS`, newest first. */
  readonly hmac: readonly HmacKey[]
}

const SIGNING_SECRET: Secret<'SIGNING_KEYS', SigningKeys> = {
  variables: [{ name: 'SIGNING_KEYS', about: 'the keys of your own URLs, newest first', form: KEY_LIST }],
  isRequired: true,
  async open(textOf, id) {
    const text = textOf('SIGNING_KEYS')
    const keys = parseKeys(id === undefined || text.includes(':') ? text : `${id}:${text}`)
    return { hmac: await Promise.all(keys.map((key) => importKey(key.id, key.bytes))) }
  },
}

/** Native scheme. Its tokens cover the path, the parameters and the claims. */
export const hmac: Scheme<'hmac', typeof SIGNING_SECRET> = {
  name: 'hmac',
  secret: SIGNING_SECRET,
  hash: 'SHA-256',
  coversParameters: true,

  recognize: ({ token }) => (token.length === HMAC_TOKEN ? 'url' : undefined),

  async sign({ origin, path, query: unsigned, signed }, claims, { hmac: keys }) {
    const twice = Object.keys(claims).find((name) => signed.has(name))
    if (twice) throw new Failure('bad-parameter', `${twice}: the query already has it`)
    const { kid } = claims
    const key = keys.find(({ id }) => kid === undefined || id === kid)
    if (!key)
      throw new Failure(
        'bad-parameter',
        `kid must be one of ${keys.map(({ id }) => id).join(', ')}, got ${kid}`,
      )
    const query = [unsigned, formatQuery(formatOptions(claims))].filter((part) => part !== '').join('&')
    return formatWire({ origin, path, query, token: await signHmac(key, path, query) })
  },

  async verify(wire, { hmac: keys }) {
    const kid = wire.signed.get('kid')
    const key = await verifyHmac(keys, { ...wire, kid })
    if (!key)
      return deny(
        needsKid(keys) && kid === undefined
          ? `the URL must name its key by kid: the zone has ${keys.length} keys, more than ${MAX_TRIED}`
          : 'the hmac token does not match',
      )
    assertGranted(wire)
    return { claims: readClaims(wire.signed), key: key.id, kid: key.id, policy: key.policy }
  },
}
