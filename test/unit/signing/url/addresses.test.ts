import { expect, test } from 'vitest'
import { isBelow } from '../../../../src/signing/url/addresses.ts'

const PREFIXES = ['/brand/', 'https://h.example.com/a%20b/', 'https://xn--bcher-kva.example/']

test.each([
  '/brand/a.png',
  '/brand/..a/b.png',
  '/brand/a?b#c.png',
  '/brand/%2e%2e/a.png',
  'https://h.example.com/a%20b/c.png',
  'https://h.example.com/a b/c.png',
  'https://H.EXAMPLE.com:443/x/../a%20b/c%2Epng',
  'https://bücher.example/a.png',
])('the address %s lies below a prefix', (address) => {
  expect(isBelow(address, PREFIXES)).toBe(true)
})

test.each([
  '',
  '/',
  '/brand',
  '/brand/',
  '/branding/a.png',
  '/Brand/a.png',
  'brand/a.png',
  '//brand/a.png',
  '/brand//a.png',
  '/brand/../a.png',
  '/brand/..',
  '/brand/..;/a.png',
  '/brand/..\\a.png',
  '/brand/\ud800.png',
  'https://h.example.com/brand/a.png',
  'https://h.example.com/a%20b',
  'https://h.example.com/a%20b/',
  'https://h.example.com/a%20b/../c.png',
  'https://h.example.com/a%20b/%2e%2e/c.png',
  'https://h.example.com/a%20b/..%2Fc.png',
  'https://h.example.com/a%20b/..%5cc.png',
  'https://h.example.com/a%20b/..;/c.png',
  'https://h.example.com/a%20b/%ff.png',
  'https://h.example.com/a%20b/c.png?d',
  'https://h.example.com/a%20b/c.png#d',
  'https://user@h.example.com/a%20b/c.png',
  'https://h.example.com:8443/a%20b/c.png',
  'https://h.example.com.example/a%20b/c.png',
  'https://h.example.com@evil.example/a%20b/c.png',
  'http://h.example.com/a%20b/c.png',
  'data:image/png,/brand/a.png',
])('the address %j does not lie below a prefix', (address) => {
  expect(isBelow(address, PREFIXES)).toBe(false)
})

test('no address lies below an empty list of prefixes', () => {
  expect(isBelow('/a.png', [])).toBe(false)
})
