import { createHmac, hkdfSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { hmacMessage, importKey } from '../../../../src/signing/auth/hmac-token.ts'
import { openKeyedHash } from '../../../../src/signing/auth/keyed-hash.ts'

const LABEL = 'signet-test-v1'
const BYTES = [1, 2, 3].map((start) => Uint8Array.from({ length: 32 }, (_, index) => index * 7 + start))

const open = async (keys: readonly Uint8Array<ArrayBuffer>[], label = LABEL, length = 43) =>
  openKeyedHash(await Promise.all(keys.map((bytes, at) => importKey(`k${at}`, bytes))), label, length)

/** Computes the same hash with Node's HKDF. */
function expected(keys: readonly Uint8Array[], text: string): string {
  const macs = keys.map((key) => createHmac('sha256', key).update(LABEL).digest('base64url')).sort()
  const key = Buffer.from(hkdfSync('sha256', macs.join(''), '', LABEL, 32))
  return createHmac('sha256', key).update(text).digest('base64url')
}

describe('a keyed hash', () => {
  it.each([1, 2, 3])('with %i keys is an HMAC with a key derived by HKDF', async (count) => {
    const hashOf = await open(BYTES.slice(0, count))
    for (const text of ['', '/photos/a.jpg', `/${'é'.repeat(1000)}.jpg`, ''])
      expect(hashOf(text)).toBe(expected(BYTES.slice(0, count), text))
  })

  it('is the same for any order of the keys and any ids', async () => {
    const [one, other] = [await open(BYTES), await open(BYTES.toReversed())]
    expect(one('/a.jpg')).toBe(other('/a.jpg'))
  })

  it('depends on every key', async () => {
    const sets = [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]]
    const hashes = sets.map(async (set) => {
      const hashOf = await open(BYTES.filter((_, at) => set.includes(at)))
      return hashOf('/a.jpg')
    })
    expect(new Set(await Promise.all(hashes)).size).toBe(sets.length)
  })

  it('differs between labels', async () => {
    const [one, other] = [await open(BYTES), await open(BYTES, 'signet-test-v2')]
    expect(one('/a.jpg')).not.toBe(other('/a.jpg'))
  })

  it('has the requested length', async () => {
    expect((await open(BYTES, LABEL, 16))('/a.jpg')).toBe(expected(BYTES, '/a.jpg').slice(0, 16))
  })

  it('is refused without keys', async () => {
    await expect(open([])).rejects.toMatchObject({ code: 'misconfigured' })
  })
})

it.each(['signet-log-v2', 'signet-etag-v1'])('the label %s never begins the message of a token', (label) => {
  const start = 'signet-v1\n'
  expect(Buffer.from(hmacMessage('/a.jpg', '')).toString().startsWith(start)).toBe(true)
  expect(label.startsWith(start)).toBe(false)
})
