import { describe, expect, it } from 'vitest'
import { openEntityTag } from '../../../../src/edge/http/entity-tag.ts'
import { importKey } from '../../../../src/signing/auth/hmac-token.ts'
import { openKeyedHash } from '../../../../src/signing/auth/keyed-hash.ts'

const KEY = Uint8Array.from({ length: 32 }, (_, index) => index * 7 + 1)
const newest = await importKey('k2', KEY)
const older = await importKey('k1', KEY.toReversed())
const tagOf = await openEntityTag([newest, older])

describe('the entity tag that clients get', () => {
  it('differs from the stored tag, has its length and is always the same', async () => {
    const stored = '"0123456789abcdefghijkl"'
    const sent = await tagOf(stored)
    expect(sent).toMatch(/^"[\w-]{22}"$/)
    expect(sent).not.toBe(stored)
    expect(await tagOf(stored)).toBe(sent)
    expect(await tagOf('"0123456789abcdefghijkm"')).not.toBe(sent)
  })

  it('is the keyed hash of the stored tag', async () => {
    const hashOf = await openKeyedHash([newest, older], 'signet-etag-v1', 22)
    expect(await tagOf('"a"')).toBe(`"${hashOf('"a"')}"`)
  })

  it('is weak if the stored tag is weak, and otherwise equal', async () => {
    expect(await tagOf('W/"a"')).toBe(`W/${await tagOf('"a"')}`)
  })

  it('cannot be computed with one of the keys alone', async () => {
    for (const key of [newest, older]) {
      const guess = await openEntityTag([key])
      expect(await guess('"a"')).not.toBe(await tagOf('"a"'))
    }
  })

  it('does not change if the keys change places', async () => {
    const swapped = await openEntityTag([older, newest])
    expect(await swapped('"a"')).toBe(await tagOf('"a"'))
  })
})
