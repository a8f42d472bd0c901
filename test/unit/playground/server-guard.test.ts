import { describe, expect, test } from 'vitest'
import { ENDPOINTS, OWN_HEADER } from '../../../playground/protocol.ts'
import { assertOwnPage, isOwnHost } from '../../../playground/server/guard.ts'

const PORT = '9110'
const HOST = `127.0.0.1:${PORT}`
const OWN = { [OWN_HEADER]: '1' }

interface Sent {
  readonly method?: string
  readonly host?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A request as workerd gives it: its URL has the Host. */
function request({ method = 'POST', host = HOST, headers = {} }: Sent): Request {
  return new Request(`http://${host}${ENDPOINTS.sign}`, { method, headers: { host, ...headers } })
}

const page = (host: string) => ({
  host,
  headers: { ...OWN, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' },
})

describe('the guard lets pass', () => {
  test.each<[string, Sent]>([
    ['the page', page(HOST)],
    ['the page on localhost', page(`localhost:${PORT}`)],
    ['the page on ::1', page(`[::1]:${PORT}`)],
    ['a program with the header', { headers: OWN }],
  ])('%s', (_, sent) => {
    expect(() => assertOwnPage(request(sent), PORT)).not.toThrow()
  })

  test('port 80, which a Host leaves out', () => {
    expect(isOwnHost(request({ host: 'localhost' }), '80')).toBe(true)
    expect(isOwnHost(request({ host: 'localhost' }), PORT)).toBe(false)
  })
})

describe('the guard refuses', () => {
  test.each<[string, Sent, RegExp]>([
    ['a name that resolves to loopback', page(`evil.test:${PORT}`), /not on evil\.test:9110$/],
    ['a name below localhost', page(`a.localhost:${PORT}`), /not on a\.localhost:9110$/],
    ['a name that begins with loopback', page(`127.0.0.1.evil.test:${PORT}`), /loopback host/],
    ['another loopback address', page(`127.0.0.2:${PORT}`), /loopback host/],
    ['another port', page('127.0.0.1:9111'), /not on 127\.0\.0\.1:9111$/],
    ['the default port', page('127.0.0.1'), /not on 127\.0\.0\.1$/],
    ['a Host that is not that of the URL', { headers: { ...OWN, host: 'evil.test' } }, /not on evil\.test$/],
    [
      'a foreign origin',
      { headers: { ...OWN, origin: 'http://evil.test' } },
      /origin is http:\/\/evil\.test,/,
    ],
    ['an origin with another port', { headers: { ...OWN, origin: 'http://127.0.0.1:1' } }, /the origin is/],
    ['an origin with https', { headers: { ...OWN, origin: `https://${HOST}` } }, /the origin is/],
    [
      'an origin of another loopback name',
      { headers: { ...OWN, origin: `http://localhost:${PORT}` } },
      /the origin is/,
    ],
    ['an opaque origin', { headers: { ...OWN, origin: 'null' } }, /the origin is null,/],
    ['another site', { headers: { ...OWN, 'sec-fetch-site': 'cross-site' } }, /Sec-Fetch-Site is cross-site/],
    ['another port of the site', { headers: { ...OWN, 'sec-fetch-site': 'same-site' } }, /is same-site/],
    ['the address bar', { headers: { ...OWN, 'sec-fetch-site': 'none' } }, /Sec-Fetch-Site is none/],
    ['no header of its own', {}, /the header signet-playground: 1$/],
    ['another value of it', { headers: { [OWN_HEADER]: '0' } }, /the header signet-playground: 1$/],
    ['a form', { headers: { 'content-type': 'text/plain' } }, /the header signet-playground: 1$/],
    ['GET', { method: 'GET', headers: OWN }, /takes only POST, not GET$/],
    ['OPTIONS', { method: 'OPTIONS', headers: OWN }, /takes only POST, not OPTIONS$/],
  ])('%s', (_, sent, message) => {
    const refused = { name: 'Failure', code: 'forbidden', detail: expect.stringMatching(message) }
    expect(() => assertOwnPage(request(sent), PORT)).toThrow(expect.objectContaining(refused))
  })
})
