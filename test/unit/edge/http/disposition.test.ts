import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { contentDisposition } from '../../../../src/edge/http/disposition.ts'
import { unicode } from '../../../support/properties/arbitraries.ts'

describe('contentDisposition', () => {
  test.each([
    ['lake.jpg', 'attachment; filename="lake.jpg"'],
    ["it's (2), a; b=c.jpg", `attachment; filename="it's (2), a; b=c.jpg"`],
    ['Zürich.jpg', `attachment; filename="Zurich.jpg"; filename*=UTF-8''Z%C3%BCrich.jpg`],
    ['湖.jpg', `attachment; filename="_.jpg"; filename*=UTF-8''%E6%B9%96.jpg`],
    ["€ '(*)!.jpg", `attachment; filename="_ '(*)!.jpg"; filename*=UTF-8''%E2%82%AC%20%27%28%2A%29!.jpg`],
    ['a"b.jpg', `attachment; filename="a_b.jpg"; filename*=UTF-8''a%22b.jpg`],
    ['a\\b.jpg', `attachment; filename="a_b.jpg"; filename*=UTF-8''a%5Cb.jpg`],
    ['100%41.jpg', `attachment; filename="100_41.jpg"; filename*=UTF-8''100%2541.jpg`],
    ['a\r\nb: c\0\x7f\x85.jpg', 'attachment; filename="ab: c.jpg"'],
    ['\u202egpj.exe\u2066\u200f\u061c', 'attachment; filename="gpj.exe"'],
    ['a\u2028b\u2029.jpg', 'attachment; filename="ab.jpg"'],
    ['\ud800.jpg', `attachment; filename="_.jpg"; filename*=UTF-8''%EF%BF%BD.jpg`],
    ['\u0301', `attachment; filename="_"; filename*=UTF-8''%CC%81`],
    ['\u202e', 'attachment'],
    ['', 'attachment'],
  ])('encodes %j', (name, expected) => {
    expect(contentDisposition(name)).toBe(expected)
  })

  it('can be parsed back to the name', () => {
    fc.assert(
      fc.property(unicode, (name) => {
        const header = contentDisposition(name)
        expect(header).toMatch(
          /^attachment(?:; filename="[^"\\%]+"(?:; filename\*=UTF-8''[\w!#$&+\-.^`|~%]+)?)?$/,
        )
        expect(header).toMatch(/^[ -~]+$/)
        expect(new Headers({ 'content-disposition': header }).get('content-disposition')).toBe(header)
        const [, plain = ''] = /filename="([^"]*)"/.exec(header) ?? []
        const [, extended] = /filename\*=UTF-8''(.*)$/.exec(header) ?? []
        const seen = name.replace(/[\p{Cc}\u2028\u2029\p{Bidi_Control}]/gu, '')
        expect(extended === undefined ? plain : decodeURIComponent(extended)).toBe(seen)
      }),
    )
  })
})
