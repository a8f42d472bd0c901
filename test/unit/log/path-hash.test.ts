import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { hmacMessage, importKey } from '../../../src/auth/hmac-token.ts'
import { openPathHash } from '../../../src/log/path-hash.ts'

const KEY = Uint8Array.from({ length: 32 }, (_, index) => index * 7 + 1)
const hashOf = await openPathHash(await importKey('k1', KEY))

describe('the hash of a path', () => {
  it.each(['/', '/photos/a.jpg', `/${'%C3%A9'.repeat(1000)}.jpg`])(
    'is an HMAC with a derived key: %s',
    (path) => {
      const own = createHmac('sha256', KEY).update('signet-log-v1').digest()
      const expected = createHmac('sha256', own).update(path).digest('base64url').slice(0, 16)
      expect(hashOf(path)).toBe(expected)
      expect(hashOf(path)).toBe(expected)
    },
  )

  it('is another one with another key', async () => {
    const other = await openPathHash(await importKey('k1', KEY.toReversed()))
    expect(other('/a.jpg')).not.toBe(hashOf('/a.jpg'))
  })

  it('has a key that no token is', () => {
    const message = Buffer.from(hmacMessage('/a.jpg', '')).toString()
    expect(message.startsWith('signet-v1\n')).toBe(true)
    expect('signet-log-v1'.startsWith('signet-v1\n')).toBe(false)
  })
})
