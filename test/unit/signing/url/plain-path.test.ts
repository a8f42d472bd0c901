import { expect, it } from 'vitest'
import { isPlainPath } from '../../../../src/signing/url/plain-path.ts'

it.each([
  'photo.jpg',
  'samples/photo.jpg',
  'a b/ü/日本.png',
  '...',
  '..a/.hidden',
  'a..;b.jpg',
  '%2e%2e/photo.jpg',
  'a?b#c',
  '😀.png',
])('the path %j is plain', (path) => {
  expect(isPlainPath(path)).toBe(true)
})

it.each([
  '',
  '/',
  '/photo.jpg',
  'samples/',
  'samples//photo.jpg',
  '.',
  '..',
  './photo.jpg',
  '../photo.jpg',
  'samples/../photo.jpg',
  'samples/./photo.jpg',
  'samples/..',
  'samples/..;/a.jpg',
  'samples/.;a=b/a.jpg',
  'a\\b.jpg',
  '..\\..\\photo.jpg',
  'photo.jpg\0',
  'a\nb',
  'a\u007fb',
  'a\u0085b',
  '\ud800.jpg',
])('the path %j is not plain', (path) => {
  expect(isPlainPath(path)).toBe(false)
})
