import { Failure } from '../errors.ts'

const LOCAL = /^(?:(?:.+\.)?localhost|127(?:\.[0-9]+){3}|\[::1\])$/

/** `URL.canParse` of Node 20 and 22 refuses hosts such as bücher.example once its calls are optimised. */
function parse(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

function refuse(reason: string): never {
  throw new Failure('misconfigured', undefined, `baseUrl: ${reason}`)
}

/**
 * The origin that signed URLs start with.
 * @param baseUrl `https://img.example.com`; plain http on this machine only
 * @throws Failure misconfigured: no URL, http elsewhere, or more than an origin
 */
export function parseBaseUrl(baseUrl: string): string {
  const url = parse(baseUrl)
  if (!url) return refuse(`expected a URL such as https://img.example.com`)
  const { protocol, hostname, username, password, pathname, search, hash, origin } = url
  if (protocol !== 'https:' && !(protocol === 'http:' && LOCAL.test(hostname)))
    refuse('expected https; http is for localhost only')
  if (username !== '' || password !== '') refuse('expected no user name or password')
  if (pathname !== '/') refuse(`expected no path: put ${pathname} in front of each path that is signed`)
  if (search !== '' || hash !== '') refuse('expected no query and no fragment')
  return origin
}
