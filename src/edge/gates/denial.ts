import type { Wire } from '../../signing/url/wire.ts'

const encoder = new TextEncoder()

/** The entry of the deny list for a token as it is in URLs. @returns its SHA-256, 64 hex digits */
export async function denialOfToken(token: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', encoder.encode(token))
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/**
 * The entry of the deny list for a URL. All URLs that the same signature allows have the same one: what a client may add
 * after the token, such as `w`, is no part of it, and a token has one spelling. URLs of other services have their signature
 * in path or query, which it covers to the byte, so that these stand for it.
 *
 * @param wire the URL as it arrived, before a translation
 * @example await denialOf(parseWire('https://img.example.com/a.jpg?width=400&token=…')) // '9f86d081884c7d65…'
 */
export function denialOf({ path, query, token }: Pick<Wire, 'path' | 'query' | 'token'>): Promise<string> {
  return denialOfToken(token ?? (query === '' ? path : `${path}?${query}`))
}
