import { Failure } from '../../errors.ts'
import { assertCanonical, decode, PATH, QUERY, refuse } from './canonical.ts'

/** Parts of a request's URL. They are parsed from exactly the bytes that were signed. */
export interface Wire {
  /** `https://host`, normalized by the URL standard. */
  readonly origin: string
  /** Path of the URL, percent-encoded exactly as sent. */
  readonly path: string
  /** Text between `?` and `&token=`, exactly as sent. It may be empty. */
  readonly query: string
  readonly token: string | undefined
  /** Decoded parameters before the token, which the signature covers. */
  readonly signed: ReadonlyMap<string, string>
  /** Decoded parameters after the token, which no signature covers. */
  readonly free: ReadonlyMap<string, string>
}

/** Maximum URL length in characters. */
export const MAX_URL_LENGTH = 8192

const SHAPE = /^(https?:\/\/[^/?#]+)(\/[^?]*)(?:\?(.*))?$/s

/**
 * Returns the origin of a URL in normalized form. A Host header can spell an origin in many ways,
 * and cache keys contain the origin, so there must be only one form.
 */
function parseOrigin(text: string): string {
  return URL.parse(text)?.origin ?? refuse('the URL has no valid host')
}

function assertPath(path: string): void {
  assertCanonical(path, PATH)
  if (path.includes('//')) refuse('the path has an empty segment')
  if (/\/\.\.?(?:\/|$)/.test(path)) refuse('the path has a dot segment')
  decode(path, PATH)
}

function parsePairs(query: string): [string, string][] {
  assertCanonical(query, QUERY)
  const names = new Set<string>()
  return query.split('&').map((pair) => {
    const [, name = '', value] = /^([^=]+)=(.*)$/.exec(pair) ?? []
    if (value === undefined)
      return refuse(`the query must be name=value pairs between single &, got "${pair}"`)
    if (names.has(name)) refuse(`the query has ${name} more than once`)
    names.add(name)
    return [name, decode(value, QUERY)]
  })
}

/**
 * Parses a request's URL. Refuses every spelling except the canonical one. Otherwise a URL could be
 * signed in one spelling and routed in another, which would bypass the signature.
 * @param url URL exactly as the platform received it, not parsed and formatted again
 * @throws Failure url-too-long, bad-url
 * @example parseWire('https://img.example.com/a.jpg?width=400&token=…&w=200').query // 'width=400'
 */
export function parseWire(url: string): Wire {
  if (url.length > MAX_URL_LENGTH)
    throw new Failure(
      'url-too-long',
      `the URL must have at most ${MAX_URL_LENGTH} characters, got ${url.length}`,
    )
  const [, base, path, search] = SHAPE.exec(url) ?? []
  if (!base || !path) return refuse('the URL has no path')
  const origin = parseOrigin(base)
  assertPath(path)
  const pairs = search === undefined ? [] : parsePairs(search)
  const found = pairs.findIndex(([name]) => name === 'token')
  const at = found < 0 ? pairs.length : found
  return {
    origin,
    path,
    query: (search ?? '').split('&').slice(0, at).join('&'),
    token: pairs[at]?.[1],
    signed: new Map(pairs.slice(0, at)),
    free: new Map(pairs.slice(at + 1)),
  }
}

/**
 * Formats canonical parts as a URL. This is the inverse of `parseWire`, except that the result has
 * no parameters after the token.
 */
export function formatWire(wire: Pick<Wire, 'origin' | 'path' | 'query' | 'token'>): string {
  const pairs = [wire.query, wire.token === undefined ? '' : `token=${wire.token}`]
  const search = pairs.filter((part) => part !== '').join('&')
  return `${wire.origin}${wire.path}${search === '' ? '' : `?${search}`}`
}
