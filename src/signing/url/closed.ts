import { isPlainAddress, normalizeAddress } from './addresses.ts'

/** Prefix below which all addresses are refused. */
export interface ClosedPrefix {
  /** A path below a zone, or a URL. It ends with `/`. */
  readonly prefix: string
  /** `true` if the origin may read `/Shop/` as `/shop/`. Then every spelling is refused. */
  readonly ignoresCase: boolean
}

/** NTFS stream name that stands for the folder itself, such as `shop::$INDEX_ALLOCATION`. */
const STREAM = /:[^:/]*:\$[a-z_]+[. ]*(?=\/)/gi

/**
 * Dots and blanks at the end of a folder's name, which Windows ignores. The look-behind keeps the
 * search linear.
 */
const IGNORED_END = /(?<![. ])[. ]+(?=\/)/g

/**
 * Returns the same spelling for all addresses that a file system or a server may treat as equal:
 * - upper and lower case; lower case is applied first, so that the Kelvin sign becomes K
 * - composed and compatible characters (APFS, ZFS)
 * - names with invisible characters (ext4)
 * - names with endings that Windows ignores
 *
 * A prefix that ends with `/` stays a prefix. Use the result only to refuse an address, because
 * different files may have the same spelling.
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

/** Returns the function that normalizes the spelling of addresses before they are compared. */
export const spelling = (ignoresCase: boolean): ((address: string) => string) =>
  ignoresCase ? foldCase : (address) => address

/**
 * Returns `true` if an address lies below a closed prefix.
 * @param address decoded: a path that begins with `/`, or an https URL
 * @example isBelowClosed('/Shop/a.png', { prefix: '/shop/', ignoresCase: true }) // true
 */
export function isBelowClosed(address: string, { prefix, ignoresCase }: ClosedPrefix): boolean {
  if (address.startsWith('/') !== prefix.startsWith('/')) return false
  const spelled = spelling(ignoresCase)
  return spelled(normalizeAddress(address)).startsWith(spelled(normalizeAddress(prefix)))
}

/**
 * Returns `true` if an image certainly lies below no closed prefix. An address that servers could
 * read differently is never certain.
 */
export function isApart(address: string, closed: readonly ClosedPrefix[]): boolean {
  return isPlainAddress(address) && !closed.some((each) => isBelowClosed(address, each))
}
