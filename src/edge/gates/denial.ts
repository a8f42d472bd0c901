import type { Wire } from '../../signing/url/wire.ts'

const encoder = new TextEncoder()

/**
 * Returns the entry by which the deny list knows a token.
 * @param token token as it appears in URLs
 * @returns the token's SHA-256 in 64 hex digits
 */
export async function denialOfToken(token: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', encoder.encode(token))
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/**
 * Returns the entry by which the deny list knows a URL. All URLs with the same signature have the
 * same entry:
 * - A native token has only one spelling. Parameters that a client may add after the token, such as
 *   `w`, do not count.
 * - Another service's URL has its signature in the path or the query. The signature covers the rest
 *   byte for byte, so the whole path and query identify the URL.
 *
 * @param wire the URL as it arrived, before a translation
 * @example
 * await denialOf(parseWire('https://img.example.com/a.jpg?width=400&token=…'))
 * // '9f86d081884c7d65…'
 */
export function denialOf({ path, query, token }: Pick<Wire, 'path' | 'query' | 'token'>): Promise<string> {
  return denialOfToken(token ?? (query === '' ? path : `${path}?${query}`))
}
