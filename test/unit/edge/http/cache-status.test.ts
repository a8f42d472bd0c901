import { expect, it } from 'vitest'
import { cacheStatus } from '../../../../src/edge/http/cache-status.ts'

it.each([
  [{ hit: true, shared: false, stored: false }, 'signet; hit'],
  [{ hit: false, shared: true, stored: true }, 'signet; fwd=uri-miss; collapsed'],
  [{ hit: false, shared: false, stored: true }, 'signet; fwd=uri-miss; stored'],
  [{ hit: false, shared: false, stored: false }, 'signet; fwd=uri-miss'],
  [{ hit: false, stale: true, shared: false, stored: true }, 'signet; fwd=stale; stored'],
  [{ hit: false, stale: true, shared: true, stored: true }, 'signet; fwd=stale; collapsed'],
  [{ hit: false, stale: true, shared: false, stored: false }, 'signet; fwd=stale'],
])('the outcome %o is reported as %s', (outcome, header) => {
  expect(cacheStatus(outcome)).toBe(header)
})
