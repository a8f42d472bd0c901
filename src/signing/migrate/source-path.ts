import { Failure } from '../../errors.ts'

/**
 * Pattern that splits a URL without changing its path. A URL parser would resolve dot segments, so
 * that another path would be read than the signed one.
 */
const URL_SHAPE = /^https?:\/\/([^/?#@\\]+)(\/[^?#\\]*)$/

const LOCAL = 'local:///'

/**
 * Throws the failure for a URL that names an image outside the zone's source.
 * @param detail tells the client what to change; it must not reveal where a zone's images are
 */
function refuse(detail: string): never {
  throw new Failure('bad-parameter', detail)
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return refuse('the source does not decode to UTF-8')
  }
}

function hosted(source: string): { host: string; path: string } | undefined {
  const [, host, path] = URL_SHAPE.exec(source) ?? []
  return host === undefined || path === undefined ? undefined : { host, path }
}

/**
 * Returns the decoded path, below a zone, to the image that another service's URL names. The image
 * must lie in the zone's own source: the URL's host must be that source's host, and its path must
 * lie below the source's path.
 *
 * @param text `https://host/path`, `local:///path` or a path alone, percent-encoded
 * @param source the zone's source; `undefined` if no zone is known, in which case every host is
 *   accepted
 * @throws Failure bad-parameter: another host, another source kind, or a query
 * @example sourcePath('https://h.example.com/base/a%20b.jpg', 'https://h.example.com/base/') // 'a b.jpg'
 */
export function sourcePath(text: string, source: string | undefined): string {
  const url = hosted(text)
  if (!url) {
    const path = text.startsWith(LOCAL) ? text.slice(LOCAL.length) : text.replace(/^\//, '')
    if (/^[a-z][a-z0-9+.-]*:/i.test(path) || /[?#\\]/.test(path) || path === '')
      return refuse('the source must be an https URL without a query, or a path')
    return decoded(path)
  }
  if (source === undefined) return decoded(url.path.slice(1))
  const zone = hosted(source)
  const [path, base] = [decoded(url.path), decoded(zone?.path ?? '/')]
  if (url.host !== zone?.host || !path.startsWith(base) || path === base)
    return refuse("the source must lie in the zone's own source")
  return path.slice(base.length)
}
