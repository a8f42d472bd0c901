import { expect, it } from 'vitest'
import { assertPolicy } from '../../../../src/signing/auth/policy.ts'
import { failure } from '../../../support/failure.ts'

/** A key that may not be used in the zone `/shop/`, which lies within its own. */
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
])('%s with olurl %s is refused where the origin may ignore case, and nowhere else', (path, olurl) => {
  expect(() => decide(path, olurl, true)).toThrow(failure('forbidden'))
  expect(() => decide(path, olurl, false)).not.toThrow()
})

it.each<[string, string | undefined]>([
  ['Brand/a.png', undefined],
  ['BRAND/a.png', undefined],
  ['brand/a.png', '/Brand/logo.png'],
])('paths that admit count case: %s with olurl %s', (path, olurl) => {
  for (const ignoresCase of [true, false]) {
    expect(() => decide('brand/a.png', '/brand/logo.png', ignoresCase, ['/brand/'])).not.toThrow()
    expect(() => decide(path, olurl, ignoresCase, ['/brand/'])).toThrow(failure('forbidden'))
  }
})
