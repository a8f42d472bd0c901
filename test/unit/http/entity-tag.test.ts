import { describe, expect, it } from 'vitest'
import { importKey } from '../../../src/auth/hmac-token.ts'
import { openEntityTag } from '../../../src/http/entity-tag.ts'

const KEY = Uint8Array.from({ length: 32 }, (_, index) => index * 7 + 1)
const newest = await importKey('k2', KEY)
const older = await importKey('k1', KEY.toReversed())
const tagOf = await openEntityTag([newest, older])

describe('the entity tag that clients get', () => {
  it('is another one than the stored tag, of its length, and always the same', () => {
    const stored = '"0123456789abcdefghijkl"'
    expect(tagOf(stored)).toMatch(/^"[\w-]{22}"$/)
    expect(tagOf(stored)).not.toBe(stored)
    expect(tagOf(stored)).toBe(tagOf(stored))
    expect(tagOf('"0123456789abcdefghijkm"')).not.toBe(tagOf(stored))
  })

  it('is weak if the stored tag is, and otherwise the same', () => {
    expect(tagOf('W/"a"')).toBe(`W/${tagOf('"a"')}`)
  })

  it('cannot be computed by whoever holds one of the keys', async () => {
    for (const key of [newest, older]) expect((await openEntityTag([key]))('"a"')).not.toBe(tagOf('"a"'))
  })

  it('stays the same if the keys change places', async () => {
    expect((await openEntityTag([older, newest]))('"a"')).toBe(tagOf('"a"'))
  })
})
