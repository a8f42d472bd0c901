import { Failure } from '../../errors.ts'

const keysOf = (list = '') =>
  list
    .split(',')
    .map((entry) => entry.slice(entry.indexOf(':') + 1))
    .filter((key) => key !== '')

/** Whether two secrets of the form of `SIGNING_KEYS` have a key in common, whatever its ids. */
function sharesKey(list: string | undefined, other: string | undefined): boolean {
  const others = keysOf(other)
  return keysOf(list).some((key) => others.includes(key))
}

/** @throws Failure misconfigured: a secret has a key of another one */
export function assertApart(
  name: string,
  list: string | undefined,
  others: Readonly<Record<string, string | undefined>>,
): void {
  const other = Object.keys(others).find((each) => sharesKey(list, others[each]))
  if (other)
    throw new Failure(
      'misconfigured',
      undefined,
      `${name}: must not be among ${other}: make one with npm run keygen`,
    )
}
