import { describe, expect, it } from 'vitest'
import { openPathHash } from '../../../../src/edge/log/path-hash.ts'
import { importKey } from '../../../../src/signing/auth/hmac-token.ts'
import { openKeyedHash } from '../../../../src/signing/auth/keyed-hash.ts'

const KEY = Uint8Array.from({ length: 32 }, (_, index) => index * 7 + 1)
const newest = await importKey('k2', KEY)
const older = await importKey('k1', KEY.toReversed())

describe('the hash of a path', () => {
  it.each(['/', '/photos/a.jpg', `/${'%C3%A9'.repeat(1000)}.jpg`])('is keyed: %s', async (path) => {
    const hashOf = await openPathHash([newest, older])
    const expected = await openKeyedHash([newest, older], 'signet-log-v2', 16)
    expect(hashOf(path)).toMatch(/^[\w-]{16}$/)
    expect(hashOf(path)).toBe(expected(path))
  })

  it('cannot be computed with one of the keys alone', async () => {
    const hashOf = await openPathHash([newest, older])
    for (const key of [newest, older])
      expect((await openPathHash([key]))('/a.jpg')).not.toBe(hashOf('/a.jpg'))
  })
})
