import { isPlainPath } from './plain-path.ts'

/** A prefix of the addresses of images, as the configuration has it. */
export const PREFIX: RegExp = /^(?:\/(?:[A-Za-z0-9\-._~]+\/)*|https:\/\/.+\/)$/

export const PREFIX_FORM = 'expected a path that starts and ends with /, or https://host/path/'

/** @returns `undefined` where servers could read the path of a URL in different ways */
export function decodePath(path: string): string | undefined {
  if (/%(?:2f|5c)/i.test(path)) return undefined
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

/** Whether a text is the address of a file, as the configuration has it: a path below a zone, or an https URL. */
export const isAddress = (text: string): boolean => /^(?:\/|https:\/\/.)/.test(text) && isPlainAddress(text)

/** A URL as most origins read it; a path as it is. */
export function normalizeAddress(address: string): string {
  const url = URL.parse(address)
  return url ? url.origin + (decodePath(url.pathname) ?? url.pathname) : address
}

/** A URL of a file: no user information, query or fragment, and a path that all servers read alike. */
function isPlainUrl({ username, password, href, pathname }: URL): boolean {
  const path = decodePath(pathname.slice(1))
  return username === '' && password === '' && !/[?#]/.test(href) && path !== undefined && isPlainPath(path)
}

/** A path that begins with `/`, or a URL, that all servers read alike. */
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
 * Whether an image lies below one of some prefixes.
 * @param address of the image, decoded: a path that begins with `/`, or an https URL
 * @param prefixes of the same two kinds, each ending with `/`
 * @example isBelow('https://LOGOS.example.com/a%2Epng', ['/brand/', 'https://logos.example.com/']) // true
 */
export function isBelow(address: string, prefixes: readonly string[]): boolean {
  return isPlainAddress(address) && startsWithOne(address, prefixes)
}
