import { ENDPOINTS, OWN_HEADER } from '../../../playground/protocol.ts'

/** A request to the playground, without its body. */
export interface PlaygroundRequest {
  readonly method?: string
  /** Value for `Host`. Default: the server's own. */
  readonly host?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** The header that only the page sends. */
export const OWN = { [OWN_HEADER]: '1' }

/** Returns the request that a page sends if it was opened under the given host. */
export function fromPage(host: string): PlaygroundRequest {
  return { host, headers: { ...OWN, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' } }
}

/**
 * Returns requests that other sites or faulty programs can send to a server on `port`, each with
 * its refusal.
 */
export function attacks(port: number): readonly (readonly [string, PlaygroundRequest, RegExp])[] {
  const own = `127.0.0.1:${port}`
  const foreign = (headers: Readonly<Record<string, string>>) => ({ headers: { ...OWN, ...headers } })
  return [
    ['a name that resolves to loopback', fromPage(`evil.test:${port}`), /not on evil\.test:/],
    ['a name below localhost', fromPage(`a.localhost:${port}`), /not on a\.localhost:/],
    ['a name that begins with loopback', fromPage(`127.0.0.1.evil.test:${port}`), /loopback host/],
    ['another loopback address', fromPage(`127.0.0.2:${port}`), /loopback host/],
    ['another port', fromPage('127.0.0.1:1'), /not on 127\.0\.0\.1:1$/],
    ['the default port', fromPage('127.0.0.1'), /not on 127\.0\.0\.1$/],
    ['a foreign origin', foreign({ origin: 'http://evil.test' }), /origin is http:\/\/evil\.test,/],
    ['an origin with another port', foreign({ origin: 'http://127.0.0.1:1' }), /the origin is/],
    ['an origin of another loopback name', foreign({ origin: `http://localhost:${port}` }), /the origin is/],
    [
      'an origin below localhost',
      { host: `localhost:${port}`, headers: { ...OWN, origin: `http://a.localhost:${port}` } },
      /the origin is http:\/\/a\.localhost:/,
    ],
    ['an opaque origin', foreign({ origin: 'null' }), /the origin is null,/],
    [
      'a foreign origin behind the headers of a proxy',
      {
        host: `evil.test:${port}`,
        headers: {
          ...OWN,
          origin: `http://evil.test:${port}`,
          'mf-original-url': `http://${own}${ENDPOINTS.sign}`,
          'x-forwarded-host': own,
        },
      },
      /not on evil\.test:|the origin is http:\/\/evil\.test:/,
    ],
    ['another site', foreign({ 'sec-fetch-site': 'cross-site' }), /Sec-Fetch-Site is cross-site/],
    ['another port of the site', foreign({ 'sec-fetch-site': 'same-site' }), /is same-site/],
    ['the address bar', foreign({ 'sec-fetch-site': 'none' }), /Sec-Fetch-Site is none/],
    ['no header of its own', {}, /the header signet-playground: 1$/],
    ['another value of it', { headers: { [OWN_HEADER]: '0' } }, /the header signet-playground: 1$/],
    ['a form', { headers: { 'content-type': 'text/plain' } }, /the header signet-playground: 1$/],
    ['GET', { method: 'GET', headers: OWN }, /takes only POST, not GET$/],
    [
      'a preflight',
      {
        method: 'OPTIONS',
        headers: {
          'access-control-request-method': 'POST',
          'access-control-request-headers': OWN_HEADER,
        },
      },
      /takes only POST, not OPTIONS$/,
    ],
  ]
}
