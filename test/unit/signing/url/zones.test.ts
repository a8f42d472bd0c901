import { expect, test } from 'vitest'
import { findZone, prefixesWithin } from '../../../../src/signing/url/zones.ts'

const zones = [{ prefix: '/' }, { prefix: '/shop/' }, { prefix: '/shop/private/' }, { prefix: '/%C3%A9/' }]

test.each([
  ['/a.jpg', '/', 'a.jpg'],
  ['/shop', '/', 'shop'],
  ['/shop/', '/shop/', ''],
  ['/shop/a%20b.jpg', '/shop/', 'a b.jpg'],
  ['/shopping/a.jpg', '/', 'shopping/a.jpg'],
  ['/Shop/a.jpg', '/', 'Shop/a.jpg'],
  ['/shop/private/a.jpg', '/shop/private/', 'a.jpg'],
  ['/shop/a/private/b.jpg', '/shop/', 'a/private/b.jpg'],
  ['/%C3%A9/%252F.jpg', '/%C3%A9/', '%2F.jpg'],
])('the path %s lies in the zone %s', (urlPath, prefix, path) => {
  expect(findZone(zones, urlPath)).toEqual({ zone: { prefix }, path })
})

test.each([
  ['/', ['/shop/', '/shop/private/', '/%C3%A9/']],
  ['/shop/', ['/private/']],
  ['/shop/private/', []],
  ['/sho/', []],
])('the zone %s contains the zones %j', (prefix, within) => {
  expect(prefixesWithin(zones, { prefix })).toEqual(within)
})

test('the order of the zones is irrelevant and unchanged', () => {
  const reversed = [...zones].reverse()
  expect(findZone(reversed, '/shop/private/a.jpg')?.zone.prefix).toBe('/shop/private/')
  expect(reversed).toEqual([...zones].reverse())
})

test('a path without a matching prefix has no zone', () => {
  expect(findZone([{ prefix: '/shop/' }], '/a.jpg')).toBeUndefined()
})
