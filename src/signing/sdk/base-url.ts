import { Failure } from '../../errors.ts'

const LOCAL = /^(?:(?:.+\.)?localhost|127(?:\.[0-9]+){3}|\[::1\])$/

/**
 * Parses a URL. `URL.canParse` is not used, because its optimized form in Node 20 and 22 refuses
 * hosts such as bücher.example.
 */
function parse(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

function refuse(reason: string): never {
  throw new Failure('misconfigured', undefined, `baseUrl ${reason}`)
}

/**
 * Returns the origin that signed URLs start with.
 * @param baseUrl `https://img.example.com`; http is allowed for localhost only
 * @throws Failure misconfigured: not a URL, http for another host, or more than an origin
 */
export function parseBaseUrl(baseUrl: string): string {
  const url = parse(baseUrl)
  if (!url) return refuse('must be a URL such as https://img.example.com')
  const { protocol, hostname, username, password, pathname, search, hash, origin } = url
  if (protocol !== 'https:' && !(protocol === 'http:' && LOCAL.test(hostname)))
    refuse('must use https; http is for localhost only')
  if (username !== '' || password !== '') refuse('must have no user name or password')
  if (pathname !== '/') refuse(`must have no path; put ${pathname} in front of each path that you sign`)
  if (search !== '' || hash !== '') refuse('must have no query and no fragment')
  return origin
}
