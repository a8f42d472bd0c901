import { expect, test } from 'vitest'
import { assertClaims, type Circumstances } from '../../../../src/signing/auth/claims.ts'
import type { Claims } from '../../../../src/signing/auth/scheme.ts'
import { failure, silentFailure } from '../../../support/process/failure.ts'

const T = 1_700_000_000

type Case = readonly [claims: Claims, circumstances: Circumstances]

test.each<Case>([
  [{}, { now: T, address: undefined }],
  [{ expire: T }, { now: T, address: undefined }],
  [{ expire: T }, { now: T - 1, address: undefined }],
  [{ start: T }, { now: T, address: undefined }],
  [{ start: T }, { now: T + 1, address: undefined }],
  [
    { start: T, expire: T },
    { now: T, address: undefined },
  ],
  [{ ip: '203.0.113.0/24' }, { now: T, address: '203.0.113.9' }],
  [{ ip: '2001:db8::/64' }, { now: T, address: '2001:db8::9' }],
])('the claims %j are valid at %j', (claims, circumstances) => {
  expect(assertClaims(claims, circumstances)).toBeUndefined()
})

test.each<Case>([
  [{ expire: T }, { now: T + 1, address: undefined }],
  [{ expire: 0 }, { now: T, address: undefined }],
  [
    { expire: T, start: T + 9, ip: '::1' },
    { now: T + 1, address: undefined },
  ],
])('the claims %j have expired at %j', (claims, circumstances) => {
  expect(() => assertClaims(claims, circumstances)).toThrow(
    silentFailure('expired', `expired at ${claims.expire}`),
  )
})

test('a start is refused one second too early', () => {
  expect(() => assertClaims({ start: T }, { now: T - 1, address: undefined })).toThrow(
    silentFailure('forbidden', `not valid before ${T}`),
  )
})

test.each([
  ['203.0.113.7', '203.0.113.8', 'the client is outside the signed network'],
  ['203.0.113.7', 'unknown', 'the client is outside the signed network'],
  ['203.0.113.7', '', 'the client is outside the signed network'],
  ['0.0.0.0/0', undefined, 'the address of the client is unknown'],
])('the network %s does not contain %j', (ip, address, reason) => {
  expect(() => assertClaims({ ip }, { now: T, address })).toThrow(silentFailure('forbidden', reason))
})

test('a malformed network is an error of the URL', () => {
  expect(() => assertClaims({ ip: '203.0.113.256' }, { now: T, address: '203.0.113.7' })).toThrow(
    failure('bad-parameter', 'ip must be an address or a network in CIDR notation, got 203.0.113.256'),
  )
})
