import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createSigner, type ImageOptions } from '../../../../src/signing/sdk/index.ts'
import { parseIntent, type ZoneRules } from '../../../../src/signing/url/intent.ts'
import { OPTIONS } from '../../../../src/signing/url/options.ts'
import { parseWire } from '../../../../src/signing/url/wire.ts'
import { failure, silentFailure } from '../../../support/process/failure.ts'
import { imageOptions, networkText, paths } from '../../../support/properties/arbitraries.ts'
import { BASE, KEY, NOW, served, signer, untyped } from '../../../support/worker/signer.ts'

/** Generates options that process an image. */
const processing = imageOptions.filter((options) => Object.keys(options).some((name) => name !== 'download'))
const ORIGINAL = { original: true } as const

beforeEach(() => {
  vi.useFakeTimers({ now: NOW * 1000 + 999, toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('sign', () => {
  test('makes URLs that the server reads as the same options', async () => {
    await fc.assert(
      fc.asyncProperty(paths, processing, async (path, options) => {
        const url = await signer.sign(path, options)
        expect(decodeURIComponent(parseWire(url).path)).toBe(path)
        const intent = await served(url)
        const { dpr = 1, width, height, download, ...rest } = options
        const scaled = (length: number | undefined) =>
          length === undefined ? undefined : Math.max(1, Math.round(length * dpr))
        const asked = { ...rest, width: scaled(width), height: scaled(height) }
        expect(parseWire(url).signed.get('download')).toBe(download)
        expect({ width: undefined, height: undefined, ...intent }).toEqual(asked)
      }),
    )
  })

  test('makes URLs for zones that serve originals by name only', async () => {
    const rules: ZoneRules = { presets: new Map(), mandatory: [], originals: 'explicit' }
    const asked = fc.oneof(processing, fc.constant(ORIGINAL))
    await fc.assert(
      fc.asyncProperty(paths, asked, async (path, options) => {
        const wire = parseWire(await signer.sign(path, options))
        expect(parseIntent(wire, rules) === undefined).toBe('original' in options)
      }),
    )
  })

  test('encodes all ASCII characters except those documented as raw', async () => {
    const [, raw = ''] = /digits and ``(.+)`` stay/.exec(readFileSync('docs/sdk.md', 'utf8')) ?? []
    const printable = Array.from({ length: 95 }, (_, code) => String.fromCharCode(32 + code))
    for (const character of printable.filter((one) => one !== '\\')) {
      const { path } = parseWire(await signer.sign(`/a${character}b`, ORIGINAL))
      const kept = /[A-Za-z0-9]/.test(character) || raw.includes(character)
      expect(path).toBe(`/a${kept ? character : encodeURIComponent(character)}b`)
    }
  })

  test('makes URLs that a URL parser does not change', async () => {
    await fc.assert(
      fc.asyncProperty(paths, processing, async (path, options) => {
        const url = await signer.sign(path, options)
        expect(new URL(url).href).toBe(url)
      }),
    )
  })

  test('binds the URL to its claims', async () => {
    const times = fc.integer({ min: 31_536_000, max: 2 * NOW })
    await fc.assert(
      fc.asyncProperty(times, times, networkText, fc.boolean(), async (expire, start, ip, kid) => {
        const { signed } = parseWire(await signer.sign('/a.jpg', ORIGINAL, { expire, start, ip, kid }))
        const named = kid ? [['kid', 'k2']] : []
        expect([...signed].slice(1)).toEqual([
          ['expire', `${expire}`],
          ['start', `${start}`],
          ['ip', ip],
          ...named,
        ])
      }),
    )
  })

  test.each([
    ['/samples/été photo.jpg', '/samples/%C3%A9t%C3%A9%20photo.jpg'],
    ['/100%?#.jpg', '/100%25%3F%23.jpg'],
    ['/a%20b.jpg', '/a%2520b.jpg'],
    ['/', '/'],
  ])('accepts a decoded path: %s', async (path, encoded) => {
    expect(parseWire(await signer.sign(path, ORIGINAL)).path).toBe(encoded)
  })

  test('writes options in the order of the table, and defaults as given', async () => {
    const options: ImageOptions = {
      format: 'webp',
      bg: { r: 255, g: 128, b: 0, alpha: 0.5 },
      fit: 'contain',
      height: 200,
      width: 300,
      crop: { width: 10, height: 20 },
      flip: false,
    }
    const { query } = parseWire(await signer.sign('/a.jpg', options, { expire: NOW }))
    expect(query).toBe(
      `crop=10,20&width=300&height=200&fit=contain&bg=255,128,0,0.5&flip=0&format=webp&expire=${NOW}`,
    )
  })

  test('accepts compound values in the text form of a URL', async () => {
    const texts = { bg: 'ffd666', tint: 'ff0000', extend: '1,2,3,4', crop: 'fp,0.5,0.25', redact: '0,0,9,9' }
    const options: ImageOptions = {
      bg: { r: 255, g: 214, b: 102, alpha: 1 },
      tint: { r: 255, g: 0, b: 0, alpha: 1 },
      extend: { top: 1, right: 2, bottom: 3, left: 4 },
      crop: { at: [0.5, 0.25], zoom: 1, marked: false },
      redact: [{ x: 0, y: 0, width: 9, height: 9 }],
    }
    const size = { width: 10, height: 10 }
    expect(await signer.sign('/a.jpg', { ...texts, ...size })).toBe(
      await signer.sign('/a.jpg', { ...options, ...size }),
    )
    expect(await signer.sign('/a.jpg', untyped({ extend: 5 }))).toBe(
      await signer.sign('/a.jpg', { extend: '5' }),
    )
  })

  test.each<[object, string]>([
    [{ expires: '1h' }, 'unknown claim expires'],
    [{ IP: '1.2.3.4' }, 'unknown claim IP'],
    [{ widths: [1] }, 'unknown claim widths'],
    [{ kid: 'k1' }, 'kid must be true or false, got k1; the first key signs'],
  ])('refuses the claims %j, which would have no effect', async (claims, detail) => {
    await expect(signer.sign('/a.jpg', ORIGINAL, claims)).rejects.toThrow(failure('bad-parameter', detail))
  })

  test('requests the original explicitly', async () => {
    const url = await signer.sign('/a.jpg', { original: true, download: 'cat.jpg' })
    expect(await served(url)).toBeUndefined()
    expect(parseWire(url).query).toBe('download=cat.jpg&original=1')
  })

  test('omits undefined options', async () => {
    const { query } = parseWire(await signer.sign('/a.jpg', untyped({ width: undefined, height: 10 })))
    expect(query).toBe('height=10')
  })

  test.each([
    ['a duration', '10m', 1_700_000_700],
    ['days', '7d', 1_700_697_600],
    ['Unix time', NOW + 5, NOW + 5],
    ['a Date', new Date((NOW + 5) * 1000 + 999), NOW + 5],
  ])('accepts %s as expiry, and its last second is served', async (_, expire, last) => {
    const url = await signer.sign('/a.jpg', ORIGINAL, { expire })
    expect(await served(url, last)).toBeUndefined()
    await expect(served(url, last + 1)).rejects.toThrow(silentFailure('expired', `expired at ${last}`))
  })

  test.each([
    ['Unix time', NOW + 5],
    ['a Date', new Date((NOW + 5) * 1000)],
  ])('accepts %s as start', async (_, start) => {
    const url = await signer.sign('/a.jpg', ORIGINAL, { start })
    expect(await served(url, NOW + 5)).toBeUndefined()
    await expect(served(url, NOW + 4)).rejects.toThrow(
      silentFailure('forbidden', `not valid before ${NOW + 5}`),
    )
  })

  test('binds the URL to the address of the client', async () => {
    const url = await signer.sign('/a.jpg', ORIGINAL, { ip: '2001:db8::/64' })
    expect(await served(url, NOW, '2001:db8::5')).toBeUndefined()
    await expect(served(url, NOW, '2001:db9::5')).rejects.toThrow(failure('forbidden'))
  })

  test('makes URLs that a server without the key refuses', async () => {
    const stranger = createSigner({ key: 'k2:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8', baseUrl: BASE })
    await expect(served(await stranger.sign('/a.jpg', ORIGINAL, { kid: true }))).rejects.toThrow(
      failure('forbidden'),
    )
  })
})

const NOTHING_ASKED = 'no option says what to do with the image; { original: true } hands out the original'

describe('sign refuses', () => {
  test.each([
    ['', 'the path must start with /, got an empty path'],
    ['a.jpg', 'the path must start with /, got a.jpg'],
    ['https://img.example.com/a.jpg', 'the path must start with /, got https://img.example.com/a.jpg'],
    ['.evil.example/a.jpg', 'the path must start with /, got .evil.example/a.jpg'],
    ['//a.jpg', 'the path has an empty segment'],
    ['/a//b.jpg', 'the path has an empty segment'],
    ['/a/../b.jpg', 'the path has a dot segment'],
    ['/.', 'the path has a dot segment'],
    ['/a\\b.jpg', 'the path must not have %5C'],
    ['/a\nb.jpg', 'the path must not have %0A'],
    ['/a\0.jpg', 'the path must not have %00'],
    ['/\ud800.jpg', 'the path must be well-formed Unicode'],
  ])('the path %j', async (path, detail) => {
    await expect(signer.sign(path, ORIGINAL)).rejects.toThrow(failure('bad-url', detail))
  })

  test.each([
    [{ color: 'red' }, 'unknown option color'],
    [{ constructor: 1 }, 'unknown option constructor'],
    [{ token: 'abc' }, 'token is not an option of the image'],
    [{ expire: 5 }, 'expire is not an option of the image'],
    [{ widths: [1] }, 'widths is not an option of the image'],
    [{ width: 0 }, 'width must be a whole number from 1 to 10000, got 0'],
    [{ width: 1.5 }, 'width must be a whole number from 1 to 10000, got 1.5'],
    [{ width: Number.NaN }, 'width must be a whole number from 1 to 10000, got NaN'],
    [{ width: '' }, 'width must be a whole number from 1 to 10000, got an empty value'],
    [{ width: 100, fit: 'cover' }, 'fit needs height'],
    [
      { width: 100, height: 100, fit: 'crop' },
      'fit must be one of cover, contain, fill, inside, outside, got crop',
    ],
    [{ dpr: 4 / 3 }, 'dpr must be a number from 1 to 4 with at most 6 decimals, got 1.3333333333333333'],
    [{ rotate: 360 }, 'rotate must be a whole number of degrees from -359 to 359, got 360'],
    [{ crop: { width: 10, height: 10, x: 5 } }, `crop must be ${OPTIONS.crop.expects}, got 10,10,5,`],
    [
      { bg: { r: 300, g: 0, b: 0, alpha: 1 } },
      'bg must be RRGGBB in hex, or R,G,B from 0 to 255, or R,G,B,A with A from 0 to 1, got 12c0000',
    ],
    [{}, NOTHING_ASKED],
    [{ width: undefined, height: undefined }, NOTHING_ASKED],
    [{ download: 'a.jpg', width: undefined }, NOTHING_ASKED],
    [{ color: undefined }, 'unknown option color'],
    [{ original: true, width: 10 }, 'original cannot be combined with width'],
    [{ original: true, preset: 'card' }, 'original cannot be combined with preset'],
    [{ original: false }, 'original must be 1, got 0'],
    [{ lossless: 'no' }, 'lossless must be 0 or 1, got no'],
  ])('the options %j', async (options, detail) => {
    await expect(signer.sign('/a.jpg', untyped(options))).rejects.toThrow(failure('bad-parameter', detail))
  })

  test.each([
    [{ expire: 'soon' }, 'expire must be a duration such as 10m, 24h or 7d, got soon'],
    [{ expire: `${NOW}` }, `expire must be a duration such as 10m, 24h or 7d, got ${NOW}`],
    [
      { expire: 3600 },
      "expire is Unix time in seconds, and 3600 lies in 1970 or before; for a duration write '3600s'",
    ],
    [{ expire: NOW * 1000 }, `expire must be a whole number from 0 to 99999999999, got ${NOW}000`],
    [{ expire: NOW + 0.5 }, `expire must be a whole number from 0 to 99999999999, got ${NOW}.5`],
    [{ expire: new Date('never') }, 'expire must be a whole number from 0 to 99999999999, got NaN'],
    [{ start: -1 }, 'start must be a whole number from 0 to 99999999999, got -1'],
    [{ ip: '1.2.3' }, 'ip must be an IPv4 or IPv6 address, or a network such as 203.0.113.0/24, got 1.2.3'],
    [
      { ip: '' },
      'ip must be an IPv4 or IPv6 address, or a network such as 203.0.113.0/24, got an empty value',
    ],
  ])('the access %j', async (access, detail) => {
    await expect(signer.sign('/a.jpg', ORIGINAL, access)).rejects.toThrow(failure('bad-parameter', detail))
  })

  test('a URL that is too long', async () => {
    await expect(signer.sign(`/${'é'.repeat(1400)}`, ORIGINAL)).rejects.toThrow(failure('url-too-long'))
  })
})

describe('createSigner', () => {
  test('accepts the whole list of keys and signs with the first one', async () => {
    const single = createSigner({ key: KEY, baseUrl: BASE })
    expect(await signer.sign('/a.jpg', ORIGINAL, { kid: true })).toBe(
      await single.sign('/a.jpg', ORIGINAL, { kid: true }),
    )
  })

  test.each([
    ['', 'SIGNING_KEYS is not set'],
    ['AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8', 'SIGNING_KEYS: expected id:base64url between commas'],
    [
      'k1:AAECAwQ',
      'SIGNING_KEYS: key k1 has 5 bytes, but needs at least 32; make one with the command keygen',
    ],
  ])('refuses the key %j', (key, reason) => {
    expect(() => createSigner({ key, baseUrl: BASE })).toThrow(silentFailure('misconfigured', reason))
  })

  test('refuses a base URL with a path', () => {
    expect(() => createSigner({ key: KEY, baseUrl: `${BASE}/images` })).toThrow(
      silentFailure(
        'misconfigured',
        'baseUrl must have no path; put /images in front of each path that you sign',
      ),
    )
  })
})

test.each<[string, readonly unknown[]]>([
  ['no options', ['/a.jpg']],
  ['null options', ['/a.jpg', null]],
  ['no path', [undefined, { width: 1 }]],
  ['a null expire', ['/a.jpg', { width: 1 }, { expire: null }]],
  ['a null start', ['/a.jpg', { width: 1 }, { start: null }]],
  ['null access', ['/a.jpg', { width: 1 }, null]],
])('signing from plain JavaScript gives a Failure for %s', async (_, values) => {
  await expect(Reflect.apply(signer.sign, signer, values)).rejects.toMatchObject({ name: 'Failure' })
})
