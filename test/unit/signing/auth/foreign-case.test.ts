import { expect, it } from 'vitest'
import { assertPolicy } from '../../../../src/signing/auth/policy.ts'
import { failure } from '../../../support/process/failure.ts'

/**
 * Checks the policy of a key that may not be used in the zone `/shop/`, which lies within the key's
 * own zone. Throws if the policy refuses the request.
 */
function decide(
  path: string,
  olurl: string | undefined,
  ignoresCase: boolean,
  paths?: readonly string[],
): void {
  const foreign = ['/shop/', 'https://h.example.com/shop/'].map((prefix) => ({ prefix, ignoresCase }))
  const signed = new Map(olurl === undefined ? [] : [['olurl', olurl]])
  const wire = { signed, free: new Map<string, string>() }
  const asked = { wire, intent: { width: 9 }, path, claims: {}, now: 0 }
  assertPolicy({ id: 'k', foreign, ...(paths && { paths }) }, asked)
}

it.each<[string, string | undefined]>([
  ['Shop/a.png', undefined],
  ['SHOP/a/b.png', undefined],
  ['a.png', '/SHOP/a.png'],
  ['a.png', 'https://h.example.com/sHop/a.png'],
  ['a.png', 'https://h.example.com/%53hop/a.png'],
])('another case is refused only if the origin may ignore case: %s with olurl %s', (path, olurl) => {
  expect(() => decide(path, olurl, true)).toThrow(failure('forbidden'))
  expect(() => decide(path, olurl, false)).not.toThrow()
})

it.each<[string, string | undefined]>([
  ['Brand/a.png', undefined],
  ['BRAND/a.png', undefined],
  ['brand/a.png', '/Brand/logo.png'],
])('paths of a policy count case: %s with olurl %s', (path, olurl) => {
  for (const ignoresCase of [true, false]) {
    expect(() => decide('brand/a.png', '/brand/logo.png', ignoresCase, ['/brand/'])).not.toThrow()
    expect(() => decide(path, olurl, ignoresCase, ['/brand/'])).toThrow(failure('forbidden'))
  }
})
