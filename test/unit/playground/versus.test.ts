import { expect, describe as group, test } from 'vitest'
import {
  CHOICES,
  changesOf,
  describe,
  firstSides,
  hasQuality,
  isSame,
  sideOf,
  targetOf,
  withEncoder,
} from '../../../playground/page/versus/encoders.ts'

const given = (query: string) => new Map(new URLSearchParams(query))

group('a side of the comparison', () => {
  test.each([
    ['original', '/a.jpg?original=1', 'Original'],
    ['png', '/a.jpg?width=8&format=png', 'PNG, lossless'],
    ['webp-lossless', '/a.jpg?width=8&format=webp&lossless=1', 'WebP, lossless'],
    ['webp-nearlossless', '/a.jpg?width=8&format=webp&nearlossless=1', 'WebP, near lossless'],
    ['jpeg', '/a.jpg?width=8&format=jpeg&quality=82', 'JPEG 82'],
    ['webp', '/a.jpg?width=8&format=webp&quality=77', 'WebP 77'],
    ['avif', '/a.jpg?width=8&format=avif&quality=58', 'AVIF 58'],
  ] as const)('encodes the target as %s', (encoder, target, words) => {
    const side = withEncoder(encoder)
    expect(targetOf('/a.jpg', given('width=8&format=jpeg&progressive=1&quality=3'), side)).toBe(target)
    expect(describe(side)).toBe(words)
    expect(CHOICES.map(([name]) => name)).toContain(encoder)
  })

  test('is read from the parameters that it sets', () => {
    for (const [encoder] of CHOICES) {
      const side = withEncoder(encoder)
      const changes = changesOf(side)
      const set = Object.entries(changes ?? {}).flatMap(([name, text]) =>
        text === undefined ? [] : [[name, text] as const],
      )
      const read = sideOf(new Map(set))
      if (encoder === 'original') expect(read).toBeUndefined()
      else expect(read && isSame(read, side)).toBe(true)
    }
  })

  test.each([
    ['width=8', undefined],
    ['format=auto', undefined],
    ['format=webp', { encoder: 'webp', quality: 77 }],
    ['format=avif&quality=30', { encoder: 'avif', quality: 30 }],
    ['format=jpeg&lossless=1', { encoder: 'jpeg', quality: 82 }],
    ['format=webp&quality=x', { encoder: 'webp', quality: 77 }],
  ])('is read from %j', (query, side) => {
    expect(sideOf(given(query))).toEqual(side)
  })

  test('differs from others by quality only if the quality has an effect', () => {
    expect(hasQuality(withEncoder('webp-lossless'))).toBe(false)
    expect(isSame({ encoder: 'png', quality: 1 }, { encoder: 'png', quality: 2 })).toBe(true)
    expect(isSame({ encoder: 'avif', quality: 1 }, { encoder: 'avif', quality: 2 })).toBe(false)
  })
})

test.each([
  ['format=webp&quality=30', 'WebP 30', 'AVIF 58'],
  ['format=avif', 'AVIF 58', 'WebP 77'],
  ['width=8', 'JPEG 82', 'AVIF 58'],
])('the comparison of %j starts with two encodings', (query, left, right) => {
  expect(firstSides(given(query)).map(describe)).toEqual([left, right])
})
