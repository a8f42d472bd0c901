import { expect, describe as group, test } from 'vitest'
import {
  CHOICES,
  changesOf,
  describe,
  firstSides,
  hasQuality,
  isPossible,
  isSame,
  settingsOf,
  sideOf,
  targetOf,
  withEncoder,
} from '../../../playground/page/versus/encoders.ts'
import { DEFAULT_QUALITY } from '../../../src/engine/options/default-quality.ts'

const { webp: WEBP, avif: AVIF, jxl: JXL } = DEFAULT_QUALITY

const given = (query: string) => new Map(new URLSearchParams(query))

group('a side of the comparison', () => {
  test.each([
    ['original', '/a.jpg?original=1', 'Original'],
    ['png', '/a.jpg?width=8&format=png', 'PNG, lossless'],
    ['webp-lossless', '/a.jpg?width=8&format=webp&lossless=1', 'WebP, lossless'],
    ['webp-nearlossless', '/a.jpg?width=8&format=webp&nearlossless=1', 'WebP, near lossless'],
    ['jpeg', '/a.jpg?width=8&format=jpeg&quality=82', 'JPEG 82'],
    ['webp', `/a.jpg?width=8&format=webp&quality=${WEBP}`, `WebP ${WEBP}`],
    ['avif', `/a.jpg?width=8&format=avif&quality=${AVIF}`, `AVIF ${AVIF}`],
    ['jxl', `/a.jpg?width=8&format=jxl&quality=${JXL}`, `JPEG XL ${JXL}`],
    ['jxl-lossless', '/a.jpg?width=8&format=jxl&lossless=1', 'JPEG XL, lossless'],
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
    ['format=webp', { encoder: 'webp', quality: WEBP }],
    ['format=avif&quality=30', { encoder: 'avif', quality: 30 }],
    ['format=jpeg&lossless=1', { encoder: 'jpeg', quality: 82 }],
    ['format=webp&quality=x', { encoder: 'webp', quality: WEBP }],
    ['format=jxl&lossless=1', { encoder: 'jxl-lossless', quality: 50 }],
    ['format=jxl&nearlossless=1', { encoder: 'jxl', quality: JXL }],
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
  ['format=webp&quality=30', 'WebP 30', `AVIF ${AVIF}`],
  ['format=avif', `AVIF ${AVIF}`, `WebP ${WEBP}`],
  ['width=8', 'JPEG 82', `AVIF ${AVIF}`],
  ['width=8&quality=20', 'JPEG 20', `AVIF ${AVIF}`],
  ['format=webp&animate=1', `WebP ${WEBP}`, 'WebP 50'],
  ['format=webp&animate=1&quality=30', 'WebP 30', `WebP ${WEBP}`],
  ['animate=1', `WebP ${WEBP}`, 'WebP 50'],
])('the comparison of %j starts with two encodings', (query, left, right) => {
  expect(firstSides(given(query)).map(describe)).toEqual([left, right])
})

test('an animation can only be compared as WebP and with its original', () => {
  const possible = (query: string) =>
    CHOICES.map(([name]) => name).filter((name) => isPossible(name, given(query)))
  expect(possible('animate=1')).toEqual(['original', 'webp-lossless', 'webp-nearlossless', 'webp'])
  expect(possible('animate=0')).toEqual(CHOICES.map(([name]) => name))
})

test.each([
  ['avif', AVIF, 'width=8', undefined],
  ['avif', 30, 'width=8', '30'],
  ['avif', AVIF, 'preset=card', `${AVIF}`],
  ['webp-lossless', 50, 'width=8', undefined],
] as const)('the side %s %i is applied to %s with quality %s', (encoder, quality, query, applied) => {
  expect(settingsOf({ encoder, quality }, given(query))?.['quality']).toBe(applied)
})
