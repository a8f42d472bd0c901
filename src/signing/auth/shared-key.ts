import { Failure } from '../../errors.ts'

const keysOf = (list = '') =>
  list
    .split(',')
    .map((entry) => entry.slice(entry.indexOf(':') + 1))
    .filter((key) => key !== '')

/**
 * Returns `true` if two secrets with the form of `SIGNING_KEYS` have a key in common. Ids are
 * ignored.
 */
function sharesKey(list: string | undefined, other: string | undefined): boolean {
  const others = keysOf(other)
  return keysOf(list).some((key) => others.includes(key))
}

/**
 * Checks that a secret has no key in common with other secrets.
 * @throws Failure misconfigured
 */
export function assertNoSharedKey(
  name: string,
  list: string | undefined,
  others: Readonly<Record<string, string | undefined>>,
): void {
  const other = Object.keys(others).find((each) => sharesKey(list, others[each]))
  if (other)
    throw new Failure(
      'misconfigured',
      undefined,
      `${name}: has a key of ${other}: make another with the command keygen`,
    )
}
