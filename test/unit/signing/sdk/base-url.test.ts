import { expect, test } from 'vitest'
import { parseBaseUrl } from '../../../../src/signing/sdk/base-url.ts'
import { silentFailure } from '../../../support/process/failure.ts'

test.each([
  ['https://img.example.com', 'https://img.example.com'],
  ['https://img.example.com/', 'https://img.example.com'],
  ['https://IMG.example.com:443', 'https://img.example.com'],
  ['https://img.example.com:8443', 'https://img.example.com:8443'],
  ['https://bücher.example', 'https://xn--bcher-kva.example'],
  ['http://localhost:8787', 'http://localhost:8787'],
  ['http://img.localhost:8787', 'http://img.localhost:8787'],
  ['http://127.0.0.1:8787', 'http://127.0.0.1:8787'],
  ['http://[::1]:8787', 'http://[::1]:8787'],
])('the base URL %s has the origin %s', (baseUrl, origin) => {
  expect(parseBaseUrl(baseUrl)).toBe(origin)
})

test('a host in any script is accepted on every call', () => {
  const origins = Array.from({ length: 20_000 }, () => parseBaseUrl('https://bücher.example'))
  expect([...new Set(origins)]).toEqual(['https://xn--bcher-kva.example'])
})

test.each([
  ['', 'must be a URL such as https://img.example.com'],
  ['img.example.com', 'must be a URL such as https://img.example.com'],
  ['http://img.example.com', 'must use https; http is for localhost only'],
  ['http://localhost.example.com', 'must use https; http is for localhost only'],
  ['http://notlocalhost', 'must use https; http is for localhost only'],
  ['http://127.0.0.1.example.com', 'must use https; http is for localhost only'],
  ['ftp://localhost', 'must use https; http is for localhost only'],
  ['https://me@img.example.com', 'must have no user name or password'],
  ['https://:secret@img.example.com', 'must have no user name or password'],
  ['https://img.example.com/images', 'must have no path; put /images in front of each path that you sign'],
  ['https://img.example.com/?a=1', 'must have no query and no fragment'],
  ['https://img.example.com/#a', 'must have no query and no fragment'],
])('the base URL %j is refused', (baseUrl, reason) => {
  expect(() => parseBaseUrl(baseUrl)).toThrow(silentFailure('misconfigured', `baseUrl ${reason}`))
})
