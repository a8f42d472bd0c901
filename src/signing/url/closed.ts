import { isPlainAddress, normalizeAddress } from './addresses.ts'

/** A prefix of addresses that are refused. */
export interface ClosedPrefix {
  /** A path below a zone, or a URL; ends with `/`. */
  readonly prefix: string
  /** `true` if the origin may read `/Shop/` as `/shop/`: then every spelling is refused. */
  readonly ignoresCase: boolean
}

/** The name of a stream that is the folder itself (NTFS), such as `shop::$INDEX_ALLOCATION`. */
const STREAM = /:[^:/]*:\$[a-z_]+[. ]*(?=\/)/gi

/** Windows ignores dots and blanks at the end of a folder's name. The look-behind keeps the search linear. */
const IGNORED_END = /(?<![. ])[. ]+(?=\/)/g

/**
 * Spells an address in one way for all spellings that a file system or a server may take for the same: of upper and lower case
 * (lower first, so that the Kelvin sign becomes K), of composed and compatible characters (APFS, ZFS), with invisible ones
 * (ext4), and with endings that Windows ignores. A prefix that ends with `/` stays a prefix. Only for refusals: different files
 * may have the same spelling.
 * @example foldCase('/SHOP./\u212a.png') === foldCase('/shop/k.png') // true
 */
export function foldCase(address: string): string {
  return address
    .normalize('NFKD')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(STREAM, '')
    .replace(IGNORED_END, '')
    .toLowerCase()
    .toUpperCase()
}

/** The spelling by which two places are compared. */
export const spelling = (ignoresCase: boolean): ((address: string) => string) =>
  ignoresCase ? foldCase : (address) => address

/**
 * `true` if an address lies below a closed prefix.
 * @param address decoded: a path that begins with `/`, or an https URL
 * @example isBelowClosed('/Shop/a.png', { prefix: '/shop/', ignoresCase: true }) // true
 */
export function isBelowClosed(address: string, { prefix, ignoresCase }: ClosedPrefix): boolean {
  if (address.startsWith('/') !== prefix.startsWith('/')) return false
  const spelled = spelling(ignoresCase)
  return spelled(normalizeAddress(address)).startsWith(spelled(normalizeAddress(prefix)))
}

/** `true` if an image certainly lies below no closed prefix: all servers read its address alike. */
export function isApart(address: string, closed: readonly ClosedPrefix[]): boolean {
  return isPlainAddress(address) && !closed.some((each) => isBelowClosed(address, each))
}
