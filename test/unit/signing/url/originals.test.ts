import { describe, expect, test } from 'vitest'
import { formatIntent, parseIntent, type ZoneRules } from '../../../../src/signing/url/intent.ts'
import { parsePreset } from '../../../../src/signing/url/presets.ts'
import { parseWire } from '../../../../src/signing/url/wire.ts'
import { failure } from '../../../support/process/failure.ts'

const presets = new Map([
  ['card', parsePreset({ width: 400 })],
  ['empty', parsePreset({})],
])

function intentOf(search: string, rules: Partial<ZoneRules> | undefined) {
  const wire = parseWire(`https://img.example.com/a.jpg${search}`)
  return parseIntent(wire, rules && { presets, mandatory: [], ...rules })
}

const CLAIMS = 'expire=4000000000&start=5&ip=::1&kid=k1&token=abc'

describe('original=1', () => {
  test.each([
    ['the signer', undefined],
    ['an implicit zone', {}],
    ['an explicit zone', { originals: 'explicit' }],
  ] as const)('requests the original for %s', (_, rules) => {
    for (const search of ['?original=1', `?download=a.jpg&original=1&${CLAIMS}`])
      expect(intentOf(search, rules)).toBeUndefined()
  })

  test.each([
    ['?width=10&original=1', 'original cannot be combined with width'],
    ['?original=1&preset=card', 'original cannot be combined with preset'],
    ['?original=1&widths=100&token=abc', 'original cannot be combined with widths'],
    ['?original=1&dprs=1,2&token=abc', 'original cannot be combined with dprs'],
    ['?original=0', 'original must be 1, got 0'],
    ['?original=true', 'original must be 1, got true'],
    ['?original=', 'original must be 1, got an empty value'],
  ])('is refused: %s', (search, detail) => {
    for (const rules of [undefined, {}, { originals: 'explicit' }] as const)
      expect(() => intentOf(search, rules)).toThrow(failure('bad-parameter', detail))
  })

  test('is refused if presets are mandatory', () => {
    expect(() => intentOf('?original=1', { mandatory: ['card'] })).toThrow(
      failure('bad-parameter', 'original: a zone with mandatory presets serves no originals'),
    )
  })
})

describe('a URL without processing options', () => {
  const searches = ['', `?${CLAIMS}`, '?download=a.jpg', '?widths=100,200&token=abc', '?preset=empty']

  test.each(searches)('requests the original in an implicit zone: %s', (search) => {
    expect(intentOf(search, { originals: 'implicit' })).toBeUndefined()
  })

  test.each(searches)('is refused in an explicit zone: %s', (search) => {
    expect(() => intentOf(search, { originals: 'explicit' })).toThrow(
      failure(
        'bad-parameter',
        'the URL has no parameter for the image: this zone serves originals only if original=1 is signed',
      ),
    )
  })

  test('is processed with mandatory presets, also in an explicit zone', () => {
    expect(intentOf('', { originals: 'explicit', mandatory: ['card'] })).toEqual({
      width: 400,
      keepSmaller: false,
      transcode: false,
    })
  })

  test.each(searches)('never gets the original with mandatory presets: %s', (search) => {
    const never = { keepSmaller: false, transcode: false }
    expect(intentOf(search, { mandatory: ['card'] })).toMatchObject(never)
  })

  test('has a cache key of its own with mandatory presets', () => {
    const keys = [{}, { originals: 'explicit' }, { mandatory: ['card'] }] as const
    const spelt = keys.map((rules) => formatIntent(intentOf('?preset=card', rules) ?? {}))
    expect(spelt).toEqual(['width=400', 'width=400&keep-smaller=0', 'width=400&keep-smaller=0&transcode=0'])
  })
})
