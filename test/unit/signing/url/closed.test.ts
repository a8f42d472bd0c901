import fc from 'fast-check'
import { expect, test } from 'vitest'
import { foldCase, isApart, isBelowClosed } from '../../../../src/signing/url/closed.ts'
import { cpuTimer } from '../../../support/process/cpu-time.ts'
import { runs } from '../../../support/properties/runs.ts'

const exact = (prefix: string) => ({ prefix, ignoresCase: false })
const folded = (prefix: string) => ({ prefix, ignoresCase: true })
const PREFIXES = ['/brand/', 'https://h.example.com/a%20b/', 'https://xn--bcher-kva.example/']

test.each([
  ['/secret/a.png', true],
  ['/brand', true],
  ['/brand/a.png', false],
  ['/secret/../brand/a.png', false],
  ['/secret//a.png', false],
  ['https://h.example.com/a%20c/d.png', true],
  ['https://H.example.com/x/../a%20b/d.png', false],
  ['https://h.example.com/x/..%2fa%20b/d.png', false],
  ['no address', false],
])('the address %s certainly lies outside the prefixes: %s', (address, expected) => {
  expect(isApart(address, PREFIXES.map(exact))).toBe(expected)
  expect(isApart(address, PREFIXES.map(folded))).toBe(expected)
})

/**
 * Rows of an address and a prefix. The booleans say if the address is below the prefix when case
 * counts, and when it does not.
 */
test.each<[string, string, boolean, boolean]>([
  ['/shop/a.png', '/shop/', true, true],
  ['/Shop/a.png', '/shop/', false, true],
  ['/SHOP/a.png', '/shop/', false, true],
  ['/shop/a.png', '/SHOP/', false, true],
  ['/\u017fhop/a.png', '/shop/', false, true],
  ['/boo\u212a/a.png', '/book/', false, true],
  ['/\uff33hop/a.png', '/shop/', false, true],
  ['/sh\u200bop/a.png', '/shop/', false, true],
  ['/shop./a.png', '/shop/', false, true],
  ['/SHOP. . /a.png', '/shop/', false, true],
  ['/shop::$INDEX_ALLOCATION/a.png', '/shop/', false, true],
  ['/shop:$I30:$index_allocation/a.png', '/shop/', false, true],
  ['/a./shop./b.png', '/a/shop/', false, true],
  ['/shop. ::$INDEX_ALLOCATION. /a.png', '/shop/', false, true],
  ['/shop.a/b.png', '/shop/', false, false],
  ['/.shop/a.png', '/shop/', false, false],
  ['/shopping/a.png', '/shop/', false, false],
  ['/Shop', '/shop/', false, false],
  ['/sh\u00f6p/a.png', '/shop/', false, false],
  ['/a/Shop/a.png', '/shop/', false, false],
  ['https://h.example.com/Shop/a.png', 'https://h.example.com/shop/', false, true],
  ['https://h.example.com/%53hop/a.png', 'https://h.example.com/shop/', false, true],
  ['https://h.example.com/shop%2E%20/a.png', 'https://h.example.com/shop/', false, true],
  ['https://h.example.com/CAFE%CC%81/a.png', 'https://h.example.com/caf%C3%A9/', false, true],
  ['https://h.example.com/STRASSE/a.png', 'https://h.example.com/stra%C3%9Fe/', false, true],
  ['https://h.example.com/%CE%A3/a.png', 'https://h.example.com/%CF%82/', false, true],
  ['https://h.example.com/%2553hop/a.png', 'https://h.example.com/shop/', false, false],
  ['https://i.example.com/shop/a.png', 'https://h.example.com/shop/', false, false],
  ['/shop/a.png', 'https://h.example.com/shop/', false, false],
])('the address %s lies below %s: %s, and without case %s', (address, prefix, exactly, anyCase) => {
  expect(isBelowClosed(address, exact(prefix))).toBe(exactly)
  expect(isBelowClosed(address, folded(prefix))).toBe(anyCase)
})

test('folding keeps every path below its folder', () => {
  const text = fc.string({ unit: 'binary' })
  fc.assert(
    fc.property(text, text, (folder, rest) => {
      expect(foldCase(`/${folder}/${rest}`).startsWith(foldCase(`/${folder}/`))).toBe(true)
    }),
    { numRuns: runs(2000) },
  )
})

test.each(['.', '. ', ':a:$b..', ':$', ':a', '::$a'])('folding a long path of %j takes no time', (part) => {
  const spent = cpuTimer()
  foldCase(`/${part.repeat(8192)}`)
  expect(spent()).toBeLessThan(100)
})

test('folding maps every case of a text to the same text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const spelled = foldCase(text)
      for (const other of [
        text.toLowerCase(),
        text.toUpperCase(),
        text.normalize('NFC'),
        text.normalize('NFD'),
      ])
        expect(foldCase(other)).toBe(spelled)
    }),
  )
})
