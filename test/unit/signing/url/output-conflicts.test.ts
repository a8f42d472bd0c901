import { describe, expect, test } from 'vitest'
import { formatIntent, parseIntent } from '../../../../src/signing/url/intent.ts'
import { parseWire } from '../../../../src/signing/url/wire.ts'
import { type RulesTable, readRules } from '../../../../src/signing/url/zone-rules.ts'
import { failure } from '../../../support/process/failure.ts'

function intentOf(query: string, table: Partial<RulesTable> = {}) {
  const rules = readRules('a', { presets: {}, mandatory: [], ...table })
  return parseIntent(parseWire(`https://img.example.com/a.jpg?${query}`), rules)
}

const NO_QUALITY = 'whose length depends on no quality: ask for format=auto or format=webp'

describe('options of the output', () => {
  test.each([
    [
      'palette=0&colors=16',
      'palette=0 cannot be combined with colors, which makes a palette: leave one of them out',
    ],
    ['dither=0', 'dither needs colors or palette'],
    ['max_bytes=9000&format=png', `max_bytes cannot be combined with format=png, ${NO_QUALITY}`],
    ['max_bytes=9000&lossless=1', `max_bytes cannot be combined with lossless=1, ${NO_QUALITY}`],
    ['max_bytes=9000&nearlossless=1', `max_bytes cannot be combined with nearlossless=1, ${NO_QUALITY}`],
    [
      'max_bytes=9000&animate=1',
      'max_bytes cannot be combined with animate=1, because it limits one frame: leave one of them out',
    ],
  ])('are refused if they contradict each other: %s', (query, detail) => {
    expect(() => intentOf(query)).toThrow(failure('bad-parameter', detail))
    expect(() => parseIntent(parseWire(`https://a.example/a.jpg?${query}`))).toThrow(
      failure('bad-parameter', detail),
    )
  })

  test.each([
    'palette=1&colors=16',
    'palette=0',
    'palette=0&dither=1',
    'colors=16&format=jpeg',
    'subsampling=444&format=webp',
    'max_bytes=9000&lossless=0&animate=0&format=auto',
    'max_bytes=9000&autoquality=0.97&quality=90',
    'autoquality=0.97&format=png&lossless=1',
  ])('are accepted if one of them has no effect, or both have: %s', (query) => {
    expect(() => intentOf(query)).not.toThrow()
  })

  test('are refused if a preset contradicts the URL', () => {
    const presets = { small: { max_bytes: 9000 } }
    expect(() => intentOf('preset=small&format=png', { presets })).toThrow(
      failure('bad-parameter', `max_bytes cannot be combined with format=png, ${NO_QUALITY}`),
    )
  })

  test('can be locked by a preset', () => {
    const presets = {
      small: { max_bytes: 9000, lock: true },
      drawn: { colors: 16, lock: true },
      good: { autoquality: 0.97, lock: true },
      red: { subsampling: '444', lock: true },
    }
    for (const [query, name, preset] of [
      ['preset=small&max_bytes=90000', 'max_bytes', 'small'],
      ['preset=drawn&colors=256', 'colors', 'drawn'],
      ['preset=drawn&palette=1', 'palette', 'drawn'],
      ['preset=good&autoquality=0.6', 'autoquality', 'good'],
      ['preset=good&quality=10', 'quality', 'good'],
      ['preset=red&subsampling=420', 'subsampling', 'red'],
    ])
      expect(() => intentOf(query ?? '', { presets })).toThrow(
        failure('bad-parameter', `${name} is locked by the preset ${preset}`),
      )
    expect(intentOf('preset=small&quality=50', { presets })).toMatchObject({ max_bytes: 9000, quality: 50 })
  })
})

describe('the defaults of a zone', () => {
  const zone = { progressive: true, autoquality: 0.97, max_bytes: 90_000 }
  const all = zone
  test.each([
    ['width=9', all],
    ['format=auto', all],
    ['format=jpeg', all],
    ['format=webp', { autoquality: 0.97, max_bytes: 90_000 }],
    ['format=avif', { max_bytes: 90_000 }],
    ['format=png', undefined],
    ['lossless=1', { progressive: true }],
    ['nearlossless=1&format=webp', undefined],
    ['progressive=0&max_bytes=500&autoquality=0.5', undefined],
    ['quality=80', { progressive: true, max_bytes: 90_000 }],
    ['output=json', undefined],
  ])('are those that may apply: %s', (query, expected) => {
    expect(intentOf(query, zone)?.defaults).toEqual(expected)
  })

  test('do not make an original an image', () => {
    expect(
      parseIntent(
        parseWire('https://a.example/a.jpg'),
        readRules('a', { presets: {}, mandatory: [], ...zone }),
      ),
    ).toBeUndefined()
  })

  test('change the cache key of an image to which they may apply', () => {
    const key = (query: string, table?: Partial<RulesTable>) => formatIntent(intentOf(query, table) ?? {})
    expect(key('width=9', zone)).toBe(
      'width=9&default-autoquality=0.97&default-max_bytes=90000&default-progressive=1',
    )
    expect(key('width=9', { max_bytes: 100 })).not.toBe(key('width=9', { max_bytes: 101 }))
    expect(key('format=png', zone)).toBe(key('format=png'))
    expect(key('width=9', {})).toBe('width=9')
  })

  test('limit animations no more than PNG, but a limit of the URL shows one frame', () => {
    expect(intentOf('width=9', { ...zone, animations: true })).toMatchObject({ animate: true, defaults: all })
    expect(intentOf('width=9&max_bytes=5000', { animations: true })?.animate).toBeUndefined()
  })
})

test.each([
  ['max_bytes=9000', 'max_bytes=9000'],
  ['autoquality=0.97', 'autoquality=0.97'],
  ['subsampling=444', 'subsampling=444'],
  ['subsampling=auto', ''],
  ['colors=16&dither=0', 'colors=16&dither=0'],
  ['colors=16&dither=1', 'colors=16'],
  ['palette=1', 'palette=1'],
  ['palette=0', ''],
])('the cache key of %s is %s', (query, key) => {
  expect(formatIntent(intentOf(query) ?? {})).toBe(key)
})
