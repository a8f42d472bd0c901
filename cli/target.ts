import { LOOPBACK } from '../src/edge/http/hosts.ts'
import { parseBaseUrl } from '../src/signing/sdk/base-url.ts'
import { PATH, QUERY, respell } from '../src/signing/url/canonical.ts'
import { parseWire, type Wire } from '../src/signing/url/wire.ts'
import { refuse } from './command.ts'

/** A parsed URL to sign. */
export interface Target {
  readonly wire: Wire
  /**
   * Canonical spelling of the path and query that are signed. It is `undefined` if the user typed
   * this spelling.
   */
  readonly respelt: string | undefined
}

/**
 * Returns the canonical spelling of a path and query. Text that cannot be spelt canonically is not
 * changed.
 * @example respellTarget('/été.jpg?width=9') // '/%C3%A9t%C3%A9.jpg?width=9'
 */
export function respellTarget(text: string): string {
  const [, path = '', query] = /^([^?]*)(?:\?(.*))?$/s.exec(text) ?? []
  return respell(path, PATH) + (query === undefined ? '' : `?${respell(query, QUERY)}`)
}

/**
 * Parses a path with its query, or a full URL, that is to be signed in its canonical spelling.
 *
 * @param base origin for a path. A full URL must have the same origin. `undefined` if none is
 * given.
 * @param origin origin for a path if `base` is `undefined`
 * @throws Failure bad-url: the URL has no canonical spelling; bad-parameter: the URL is already
 * signed or has another origin than `base`; misconfigured: the origin is malformed
 * @example parseTarget('/été.jpg?width=9', undefined, 'http://127.0.0.1:8787').respelt
 * // '/%C3%A9t%C3%A9.jpg?width=9'
 */
export function parseTarget(text: string, base: string | undefined, origin: string): Target {
  const [, full, path = '', query] = /^(https?:\/\/[^/?#]*)?([^?]*)(?:\?(.*))?$/is.exec(text) ?? []
  if (!path.startsWith('/'))
    refuse(full === undefined ? `the path must start with /, got ${text}` : `${text} has no path`)
  if (query?.includes('\n')) refuse('a line break in a text must be written as two characters, \\n')
  const [own, given] = [full, base].map((url) => (url === undefined ? undefined : parseBaseUrl(url)))
  if (own !== undefined && given !== undefined && own !== given)
    refuse(`the URL is not below --base ${given}`)
  const typed = query === undefined ? path : `${path}?${query}`
  const spelling = respellTarget(typed)
  const wire = parseWire((own ?? given ?? origin) + spelling)
  if (wire.token !== undefined) refuse('the URL is already signed')
  return { wire, respelt: spelling === typed ? undefined : spelling }
}

/** Returns `true` if the URL belongs to a server on this machine. */
export function isLocal(url: string): boolean {
  return LOOPBACK.includes(URL.parse(url)?.hostname ?? '')
}
