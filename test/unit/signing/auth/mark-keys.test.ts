import { beforeAll, expect, it, test } from 'vitest'
import {
  claimsValue,
  type OpenMarkKey,
  openMarkKey,
  parseMarkKeys,
} from '../../../../src/signing/auth/mark-keys.ts'
import { failure } from '../../../support/process/failure.ts'

const bytes = (by: number) => Uint8Array.from({ length: 32 }, (_, at) => (at * by + 3) % 256)

let key: OpenMarkKey
let other: OpenMarkKey

beforeAll(async () => {
  key = await openMarkKey({ id: 'm1', bytes: bytes(7) })
  other = await openMarkKey({ id: 'm2', bytes: bytes(11) })
})

test('parseMarkKeys accepts the form of SIGNING_KEYS and names itself in errors', () => {
  const text = Buffer.from(bytes(7)).toString('base64url')
  expect(parseMarkKeys(`m1:${text}`)).toEqual([{ id: 'm1', bytes: bytes(7) }])
  expect(() => parseMarkKeys(`m1:${text},m1:${text}`)).toThrow(
    failure('misconfigured', undefined, 'MARK_KEYS: an id is used twice'),
  )
})

test('a key gives different words for each length, and no words of another key', () => {
  expect(key.streams[32]).toHaveLength(4080)
  expect(key.streams[64]).not.toEqual(key.streams[32])
  expect(key.streams[32]).not.toEqual(other.streams[32])
})

it('equal claims have the same value', async () => {
  const claims = { kid: 'k1', expire: 1_800_000_000, ip: '203.0.113.7', start: 1 }
  expect(await claimsValue(key, claims)).toMatch(/^[0-9a-f]{16}$/)
  expect(await claimsValue(key, { ...claims })).toBe(await claimsValue(key, claims))
})

it('any other claim or key gives another value', async () => {
  const values = await Promise.all([
    claimsValue(key, { kid: 'k1' }),
    claimsValue(other, { kid: 'k1' }),
    claimsValue(key, { kid: 'k2' }),
    claimsValue(key, { kid: 'k1', expire: 1 }),
    claimsValue(key, { kid: 'k1', start: 1 }),
    claimsValue(key, { kid: 'k1', ip: '203.0.113.7' }),
    claimsValue(key, { kid: 'k1', ip: '203.0.113.7/32' }),
  ])
  expect(new Set(values).size).toBe(values.length)
})

it('a URL without claims is refused, because all such URLs would have one value', async () => {
  await expect(claimsValue(key, {})).rejects.toMatchObject({
    code: 'bad-parameter',
    message: 'mark=claims needs at least one of kid, expire, ip and start',
  })
})
