import { isPlainPath } from './plain-path.ts'

/**
 * Pattern of an address prefix in the configuration, such as `/brand/` or
 * `https://logos.example.com/`.
 */
export const PREFIX: RegExp = /^(?:\/(?:[A-Za-z0-9\-._~]+\/)*|https:\/\/.+\/)$/

export const PREFIX_FORM = 'expected a path that starts and ends with /, or https://host/path/'

/**
 * Decodes a percent-encoded path.
 * @returns `undefined` if servers could read the path in different ways: it has an encoded slash or
 *   backslash, or a malformed encoding
 */
export function decodePath(path: string): string | undefined {
  if (/%(?:2f|5c)/i.test(path)) return undefined
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

/**
 * Returns `true` if a configuration value is a file's address: a path below a zone, or an https
 * URL.
 */
export const isAddress = (text: string): boolean => /^(?:\/|https:\/\/.)/.test(text) && isPlainAddress(text)

/**
 * Normalizes an address, so that it can be compared with a prefix. The origin of a URL is
 * normalized, and its path is decoded, as most origins do. A path is returned unchanged.
 */
export function normalizeAddress(address: string): string {
  const url = URL.parse(address)
  return url ? url.origin + (decodePath(url.pathname) ?? url.pathname) : address
}

/**
 * Returns `true` if a URL has no user information, query or fragment, and if all servers read its
 * path in the same way.
 */
function isPlainUrl({ username, password, href, pathname }: URL): boolean {
  const path = decodePath(pathname.slice(1))
  return username === '' && password === '' && !/[?#]/.test(href) && path !== undefined && isPlainPath(path)
}

/**
 * Returns `true` if all servers read an address in the same way.
 * @param address path that begins with `/`, or a URL
 */
export function isPlainAddress(address: string): boolean {
  if (address.startsWith('/')) return isPlainPath(address.slice(1))
  const url = URL.parse(address)
  return url !== null && isPlainUrl(url)
}

function startsWithOne(address: string, prefixes: readonly string[]): boolean {
  const normal = normalizeAddress(address)
  return prefixes.some((prefix) => normal.startsWith(normalizeAddress(prefix)))
}

/**
 * Returns `true` if an image lies below one of the prefixes.
 * @param address decoded image address: a path that begins with `/`, or an https URL
 * @param prefixes paths and https URLs, each ending with `/`
 * @example isBelow('https://LOGOS.example.com/a%2Epng', ['/brand/', 'https://logos.example.com/']) // true
 */
export function isBelow(address: string, prefixes: readonly string[]): boolean {
  return isPlainAddress(address) && startsWithOne(address, prefixes)
}
