import { Failure } from '../errors.ts'
import { formatQuery } from '../url/canonical.ts'
import { formatOptions } from '../url/parameters.ts'
import { formatWire, type Wire } from '../url/wire.ts'
import { decodeBase64url, encodeBase64url } from './base64url.ts'
import type { HmacKey } from './keyring.ts'
import { parseKeys } from './keys.ts'
import { deny, readClaims, type Scheme } from './scheme.ts'

const HMAC = { name: 'HMAC', hash: 'SHA-256' }
const encoder = new TextEncoder()

const HMAC_TOKEN = 43

/** How many keys are tried for a URL that names none. */
export const MAX_TRIED = 4

export async function importKey(id: string, bytes: Uint8Array<ArrayBuffer>): Promise<HmacKey> {
  return { id, key: await crypto.subtle.importKey('raw', bytes, HMAC, false, ['sign', 'verify']) }
}

/** The line feeds, which neither part can contain, make the boundary between path and query unambiguous. */
function message(path: string, query: string): Uint8Array {
  return encoder.encode(`signet-v1\n${path}\n${query}`)
}

/**
 * The token of a URL: HMAC-SHA256 (RFC 2104) over its path and query, base64url, 43 characters.
 * @param path as on the wire, canonical
 * @param query as on the wire, without `?`; empty if there is none
 */
export async function signHmac({ key }: HmacKey, path: string, query: string): Promise<string> {
  return encodeBase64url(new Uint8Array(await crypto.subtle.sign('HMAC', key, message(path, query))))
}

/**
 * The key that made `token`: the one that `kid` names, else one of the first four.
 * A malformed token and an unknown key cost what a wrong signature costs.
 */
export async function verifyHmac(
  keys: readonly HmacKey[],
  { path, query, token, kid }: { path: string; query: string; token: string; kid: string | undefined },
): Promise<HmacKey | undefined> {
  const decoded = decodeBase64url(token)
  const mac = decoded?.length === 32 ? decoded : new Uint8Array(32)
  const known = kid === undefined || keys.some(({ id }) => id === kid)
  const candidates =
    kid !== undefined && known ? keys.filter(({ id }) => id === kid) : keys.slice(0, MAX_TRIED)
  const bytes = message(path, query)
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

/** The native scheme. Its tokens cover path, parameters and claims. */
export const hmac: Scheme<'hmac'> = {
  name: 'hmac',

  secret: {
    name: 'SIGNING_KEYS',
    async open(text, id) {
      const keys = parseKeys(id === undefined || text.includes(':') ? text : `${id}:${text}`)
      return {
        hmac: await Promise.all(keys.map((key) => importKey(key.id, key.bytes))),
        keycdn: undefined,
      }
    },
  },

  recognise: ({ token }) => (token.length === HMAC_TOKEN ? 'url' : undefined),

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
    const key = await verifyHmac(keys, { ...wire, kid: wire.signed.get('kid') })
    if (!key) return deny('the hmac token does not match')
    assertGranted(wire)
    return { claims: readClaims(wire.signed), key: `key ${key.id}` }
  },
}
