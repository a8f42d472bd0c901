const keysOf = (list = '') =>
  list
    .split(',')
    .map((entry) => entry.slice(entry.indexOf(':') + 1))
    .filter((key) => key !== '')

/** Whether two secrets of the form of `SIGNING_KEYS` have a key in common, whatever its ids. */
export function sharesKey(list: string | undefined, other: string | undefined): boolean {
  const others = keysOf(other)
  return keysOf(list).some((key) => others.includes(key))
}
