import { describe, expect, it } from 'vitest'
import { contentTag, derivedTag } from '../../../../src/edge/cache/stored-tag.ts'

const KEY = 'https://img.example.com/.signet/2/derivative/a?width=9'

describe('the stored tag of a derivative', () => {
  it('is derived from the tags of its sources and from its key without the host', async () => {
    const tag = await derivedTag(['"a"', '"b"'], KEY)
    expect(tag).toMatch(/^"[\w-]{22}"$/)
    expect(await derivedTag(['"a"', '"b"'], KEY.replace('img.', 'www.'))).toBe(tag)
    for (const [tags, key] of [
      [['"b"', '"a"'], KEY],
      [['"a"'], KEY],
      [['"a"', '"b"'], `${KEY}0`],
    ] as const)
      expect(await derivedTag(tags, key)).not.toBe(tag)
  })

  it.each([
    [['W/"a"'], true],
    [['W/"a"', '"b"'], true],
    [['"a"', 'W/"b"'], true],
    [['"W/"'], false],
  ] as const)('is weak for %j: %s', async (tags, weak) => {
    expect((await derivedTag(tags, KEY))?.startsWith('W/')).toBe(weak)
  })

  it('is undefined if a source has no tag', async () => {
    expect(await derivedTag([undefined], KEY)).toBeUndefined()
    expect(await derivedTag(['"a"', undefined], KEY)).toBeUndefined()
  })
})

it('the tag of bytes is their digest', async () => {
  const [one, other] = await Promise.all([Uint8Array.of(1), Uint8Array.of(2)].map(contentTag))
  expect(one).toMatch(/^"[\w-]{22}"$/)
  expect(one).not.toBe(other)
})
