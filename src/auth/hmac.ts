import { decodeBase64url, encodeBase64url } from './base64url.ts'

const HMAC = { name: 'HMAC', hash: 'SHA-256' }
const encoder = new TextEncoder()

/** How many keys are tried for a URL that names none. */
export const MAX_TRIED = 4

/** A key ready for use. */
export interface HmacKey {
  readonly id: string
  readonly key: CryptoKey
}

export async function importKey(id: string, bytes: Uint8Array<ArrayBuffer>): Promise<HmacKey> {
  return { id, key: await crypto.subtle.importKey('raw', bytes, HMAC, false, ['sign', 'verify']) }
}

/** The separators make the boundary between path and query unambiguous; neither can contain a line feed. */
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
 * Whether `token` is the signature of one of the keys: of the one that `kid` names, else of any of the first four.
 * A malformed token and an unknown key cost what a wrong signature costs.
 */
export async function verifyHmac(
  keys: readonly HmacKey[],
  { path, query, token, kid }: { path: string; query: string; token: string; kid: string | undefined },
): Promise<boolean> {
  const decoded = decodeBase64url(token)
  const mac = decoded?.length === 32 ? decoded : new Uint8Array(32)
  const known = kid === undefined || keys.some(({ id }) => id === kid)
  const candidates =
    kid !== undefined && known ? keys.filter(({ id }) => id === kid) : keys.slice(0, MAX_TRIED)
  const bytes = message(path, query)
  for (const { key } of candidates) {
    if (await crypto.subtle.verify('HMAC', key, mac, bytes)) return mac === decoded && known
  }
  return false
}
