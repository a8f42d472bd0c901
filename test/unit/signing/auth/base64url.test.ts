import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBase64url, encodeBase64url } from '../../../../src/signing/auth/base64url.ts'

const bytes = fc.uint8Array({ maxLength: 200 })
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

test('the encoding equals that of Node', () => {
  fc.assert(
    fc.property(bytes, (value) => {
      expect(encodeBase64url(value)).toBe(Buffer.from(value).toString('base64url'))
    }),
  )
})

test('decoding reverses encoding', () => {
  fc.assert(
    fc.property(bytes, (value) => {
      expect(decodeBase64url(encodeBase64url(value))).toEqual(new Uint8Array(value))
    }),
  )
})

test('only one spelling of each value is decoded', () => {
  const spelled = fc.string({ unit: fc.constantFrom(...ALPHABET, '+', '/', '='), maxLength: 12 })
  fc.assert(
    fc.property(spelled, (text) => {
      const value = decodeBase64url(text)
      if (value) expect(encodeBase64url(value)).toBe(text)
    }),
  )
})

test.each([
  ['AA', 16],
  ['AAA', 4],
])('only last characters without spare bits are accepted: %s, one in %i', (text, step) => {
  const accepted = [...ALPHABET].filter((last) => decodeBase64url(text.slice(0, -1) + last))
  expect(accepted).toEqual([...ALPHABET].filter((_, index) => index % step === 0))
})

test.each(['A', 'AAAAA', 'AA==', 'AAA=', '=', '+A', '/A', 'A A', ' AA', 'AA\n', 'ＡＡ', 'AA%3D'])(
  'the text %j is refused',
  (text) => {
    expect(decodeBase64url(text)).toBeUndefined()
  },
)

test('an empty text decodes to no bytes', () => {
  expect(decodeBase64url('')).toEqual(new Uint8Array(0))
})
