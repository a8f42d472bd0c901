import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { parseUrls, withoutToken } from '../../../../cli/warm/read-urls.ts'
import { httpUrls } from '../../../support/properties/arbitraries.ts'
import { runs } from '../../../support/properties/runs.ts'

const A = 'https://img.example.com/a.jpg?width=400&token=x'
const B = 'http://127.0.0.1:8787/b.jpg?token=y'

describe('a list', () => {
  it('has one URL per line; comments, blank lines and repetitions are ignored', () => {
    const text = `\uFEFF# shop\n\n  ${A} \r\n${B}\r\n${A}\r  \n# end`
    expect(parseUrls(text, 'urls.txt')).toEqual([
      { url: A, line: 3 },
      { url: B, line: 4 },
    ])
  })

  it.each([
    ['', 'urls.txt: there are no URLs'],
    ['# nothing\n\n', 'urls.txt: there are no URLs'],
    [`${A}\n/a.jpg?token=x`, 'urls.txt: line 2 is not a URL that starts with https:// or http://'],
    ['ftp://h/a.jpg', 'urls.txt: line 1 is not a URL'],
    [`${A} 400w, ${B} 800w`, 'urls.txt: line 1 is not a URL'],
  ])('is refused with the line %j', (text, sentence) => {
    expect(() => parseUrls(text, 'urls.txt')).toThrow(sentence)
  })

  it('is refused without being quoted', () => {
    expect(() => parseUrls('img.example.com/a.jpg?token=secret', 'urls.txt')).toThrow(/^((?!secret).)*$/)
  })

  it('keeps all URLs in their order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(httpUrls), (urls) => {
        fc.pre(urls.length > 0)
        expect(parseUrls(urls.join('\n'), '-').map(({ url }) => url)).toEqual(urls)
      }),
      { numRuns: runs(20) },
    )
  })
})

test.each([
  [A, 'https://img.example.com/a.jpg?width=400'],
  [B, 'http://127.0.0.1:8787/b.jpg'],
  ['https://h/a.jpg?token=x&w=3&dpr=2', 'https://h/a.jpg?w=3&dpr=2'],
  ['https://h/a.jpg?w=3&s=0123456789abcdef#f', 'https://h/a.jpg?w=3'],
  [`https://h/img/${'A'.repeat(43)}/rs:fit:300/plain/a.jpg`, 'https://h/img/…/rs:fit:300/plain/a.jpg'],
  [`https://h/${'_'.repeat(27)}=/300x200/a.jpg`, 'https://h/…/300x200/a.jpg'],
  ['https://h/a.jpg', 'https://h/a.jpg'],
  ['https://h/a.jpg?width=4&amp;token=x', 'https://h/a.jpg?width=4'],
])('the URL %s is printed as %s', (url, shown) => {
  expect(withoutToken(url)).toBe(shown)
})
