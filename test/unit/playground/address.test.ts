import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anatomy, toTarget } from '../../../playground/page/address/anatomy.ts'
import { candidates, grantParameters } from '../../../playground/page/address/granted-sizes.ts'
import { createSigner, type SizedOptions } from '../../../src/signing/sdk/index.ts'
import { parseWire } from '../../../src/signing/url/wire.ts'

const KEY = 'k2:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
const ORIGIN = 'http://127.0.0.1:8787'
const signer = createSigner({ key: KEY, baseUrl: ORIGIN })
const map = (query: string) => new Map(new URLSearchParams(query))

describe('the anatomy of a URL', () => {
  test('separates signed from free parts', () => {
    const parts = anatomy(ORIGIN, '/a.jpg?width=800&widths=400,800&expire=99&token=x&w=400')
    expect(parts.filter(({ kind }) => kind !== 'separator').map(({ kind, text }) => [kind, text])).toEqual([
      ['origin', ORIGIN],
      ['path', '/a.jpg'],
      ['parameter', 'width=800'],
      ['grant', 'widths=400,800'],
      ['claim', 'expire=99'],
      ['token', 'token=x'],
      ['free', 'w=400'],
    ])
  })

  test('keeps every character of any text', () => {
    fc.assert(
      fc.property(fc.constantFrom('', ORIGIN), fc.string(), (origin, rest) => {
        const text = anatomy(origin, rest)
          .map((part) => part.text)
          .join('')
        expect(text).toBe(origin + rest)
      }),
    )
  })
})

describe('a pasted URL', () => {
  test.each([
    [`${ORIGIN}/a.jpg?width=9&token=abc&w=4`, '/a.jpg?width=9'],
    ['/a.jpg?width=9', '/a.jpg?width=9'],
    ['  https://img.example.com/a.jpg?token=abc\n', '/a.jpg'],
    ['/a.jpg', '/a.jpg'],
  ])('is read: %j gives the target %s', (text, target) => {
    expect(toTarget(text)).toBe(target)
  })
})

describe('granted sizes', () => {
  test.each([
    ['', 'w', [320, 479, 716, 1070, 1600]],
    ['width=100&height=50&fit=fill', 'w', [100, 141, 200]],
    ['height=300', 'dpr', [1, 2, 3]],
    ['width=800&widths=400,800', 'w', [400, 800]],
    ['width=120&dprs=1,2', 'dpr', [1, 2]],
  ])('are chosen for %j: %s %j', (query, name, values) => {
    expect(candidates(grantParameters(map(query)))).toMatchObject({ name, values })
  })

  test('never drop a choice of the reader', () => {
    const given = map('width=800&quality=50&widths=400,800&expire=1999999999')
    expect(grantParameters(given)).toEqual(given)
  })

  test('keep the aspect ratio of a preset', () => {
    const card = map('width=400&height=300&format=auto')
    expect(grantParameters(map('preset=card'), card).get('width')).toBe('400')
    expect(grantParameters(map('preset=card&width=200'), card).get('width')).toBe('200')
    expect(candidates(grantParameters(map('preset=tall'), map('height=300'))).name).toBe('dpr')
  })

  test.each([
    '',
    'width=1',
    'width=10000',
    'width=640&height=480',
    'height=9',
    'widths=5,7',
    'dpr=2&width=9',
  ])('can be signed for %j', async (query) => {
    const given = grantParameters(map(query))
    const { name, values } = candidates(given)
    const { widths: _w, dprs: _d, ...options } = Object.fromEntries(given)
    const numbers: Pick<SizedOptions, 'width'> = Object.fromEntries(
      Object.entries(options).map(([key, text]) => [key, Number(text)]),
    )
    const grant = await signer.grant('/a.jpg', numbers, name === 'w' ? { widths: values } : { dprs: values })
    expect(new Map(parseWire(grant.base).signed)).toEqual(given)
  })
})
