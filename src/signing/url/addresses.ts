import { isPlainPath } from './plain-path.ts'

/** Pattern of a prefix of image addresses in the configuration. */
export const PREFIX: RegExp = /^(?:\/(?:[A-Za-z0-9\-._~]+\/)*|https:\/\/.+\/)$/

export const PREFIX_FORM = 'expected a path that starts and ends with /, or https://host/path/'

/**
 * Decodes a path.
 * @returns `undefined` if servers could read the path differently: it has an encoded slash or
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
 * Returns `true` if a text of the configuration is the address of a file: a path below a zone, or
 * an https URL.
 */
export const isAddress = (text: string): boolean => /^(?:\/|https:\/\/.)/.test(text) && isPlainAddress(text)

/**
 * Normalizes an address. A URL gets its normalized origin and its decoded path, as most origins
 * read it. A path stays as it is.
 */
export function normalizeAddress(address: string): string {
  const url = URL.parse(address)
  return url ? url.origin + (decodePath(url.pathname) ?? url.pathname) : address
}

/**
 * Returns `true` if a URL has no user information, query or fragment, and a path that all servers
 * read alike.
 */
function isPlainUrl({ username, password, href, pathname }: URL): boolean {
  const path = decodePath(pathname.slice(1))
  return username === '' && password === '' && !/[?#]/.test(href) && path !== undefined && isPlainPath(path)
}

/**
 * Returns `true` if all servers read an address alike. The address is a path that begins with `/`,
 * or a URL.
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
 * @param address address of the image, decoded: a path that begins with `/`, or an https URL
 * @param prefixes paths and https URLs, each ending with `/`
 * @example isBelow('https://LOGOS.example.com/a%2Epng', ['/brand/', 'https://logos.example.com/']) // true
 */
export function isBelow(address: string, prefixes: readonly string[]): boolean {
  return isPlainAddress(address) && startsWithOne(address, prefixes)
}
