import { isPlainAddress, normalizeAddress } from './addresses.ts'

/** Prefix of addresses that a zone or a key must not use. */
export interface ClosedPrefix {
  /** Path below a zone, or a URL. It ends with `/`. */
  readonly prefix: string
  /**
   * `true` if the origin could treat `/Shop/` and `/shop/` as the same path. All spellings of the
   * prefix are then refused.
   */
  readonly ignoresCase: boolean
}

/** NTFS stream name that stands for the folder itself, such as `shop::$INDEX_ALLOCATION`. */
const STREAM = /:[^:/]*:\$[a-z_]+[. ]*(?=\/)/gi

/**
 * Trailing dots and blanks in a folder name, which Windows ignores. The look-behind keeps the
 * search time linear in the address length.
 */
const IGNORED_END = /(?<![. ])[. ]+(?=\/)/g

/**
 * Returns a text that is equal for all addresses which a file system or a server could treat as
 * equal. It ignores:
 * - upper and lower case; lower case is applied first, so that the Kelvin sign becomes K
 * - the difference between composed, decomposed and compatible characters (APFS, ZFS)
 * - invisible characters (ext4)
 * - endings of names that Windows ignores
 *
 * A prefix that ends with `/` stays a prefix. Use the result only to refuse an address, because
 * different files may have the same text.
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

/**
 * Returns the function that normalizes addresses before they are compared: `foldCase`, or a
 * function that changes nothing.
 */
export const spelling = (ignoresCase: boolean): ((address: string) => string) =>
  ignoresCase ? foldCase : (address) => address

/**
 * Returns `true` if an address lies below a closed prefix.
 * @param address decoded address: a path that begins with `/`, or an https URL
 * @example isBelowClosed('/Shop/a.png', { prefix: '/shop/', ignoresCase: true }) // true
 */
export function isBelowClosed(address: string, { prefix, ignoresCase }: ClosedPrefix): boolean {
  if (address.startsWith('/') !== prefix.startsWith('/')) return false
  const spelled = spelling(ignoresCase)
  return spelled(normalizeAddress(address)).startsWith(spelled(normalizeAddress(prefix)))
}

/**
 * Returns `true` if an address certainly lies below none of the closed prefixes. Returns `false`
 * for an address that servers could read in different ways.
 */
export function isApart(address: string, closed: readonly ClosedPrefix[]): boolean {
  return isPlainAddress(address) && !closed.some((each) => isBelowClosed(address, each))
}
