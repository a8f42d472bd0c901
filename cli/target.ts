import { parseBaseUrl } from '../src/signing/sdk/base-url.ts'
import { PATH, QUERY } from '../src/signing/url/canonical.ts'
import { parseWire, type Wire } from '../src/signing/url/wire.ts'
import { refuse } from './command.ts'

/** What is to be signed. */
export interface Target {
  readonly wire: Wire
  /** The path and query that are signed, where what was typed had to be encoded. */
  readonly respelt: string | undefined
}

type Alphabet = typeof PATH

/**
 * The canonical spelling of a path and query; what no encoding mends stays as it is.
 * @example respellTarget('/été.jpg?width=9') // '/%C3%A9t%C3%A9.jpg?width=9'
 */
export function respellTarget(text: string): string {
  const [, path = '', query] = /^([^?]*)(?:\?(.*))?$/s.exec(text) ?? []
  return respell(path, PATH) + (query === undefined ? '' : `?${respell(query, QUERY)}`)
}

/** Encodes what must be encoded and decodes what must not be; slashes and dot segments stay as they are. */
function respell(text: string, { raw, mustBeRaw }: Alphabet): string {
  return text.replace(/%[0-9A-Fa-f]{2}|./gsu, (unit) => {
    if (unit.length === 3 && unit.startsWith('%')) {
      const character = String.fromCharCode(Number.parseInt(unit.slice(1), 16))
      return mustBeRaw.test(character) ? character : unit.toUpperCase()
    }
    if (raw.test(unit)) return unit
    return unit === "'" ? '%27' : encodeURIComponent(unit.toWellFormed())
  })
}

/**
 * Reads a path with its query, or a full URL, to be signed in its canonical spelling.
 *
 * @param base origin for a path, or one that a full URL must have; `undefined` for none
 * @param origin for a path where there is no `base`
 * @throws Failure bad-url: no spelling of it is canonical; bad-parameter: already signed, or on another origin than `base`;
 * misconfigured: a malformed origin
 * @example parseTarget('/été.jpg?width=9', undefined, 'http://127.0.0.1:8787').respelt // '/%C3%A9t%C3%A9.jpg?width=9'
 */
export function parseTarget(text: string, base: string | undefined, origin: string): Target {
  const [, full, path = '', query] = /^(https?:\/\/[^/?#]*)?([^?]*)(?:\?(.*))?$/is.exec(text) ?? []
  if (!path.startsWith('/'))
    refuse(full === undefined ? `the path must start with /, got ${text}` : `${text} has no path`)
  if (query?.includes('\n')) refuse('a new line of a text is written as two characters, \\n')
  const [own, given] = [full, base].map((url) => (url === undefined ? undefined : parseBaseUrl(url)))
  if (own !== undefined && given !== undefined && own !== given)
    refuse(`the URL is not below --base ${given}`)
  const typed = query === undefined ? path : `${path}?${query}`
  const spelling = respellTarget(typed)
  const wire = parseWire((own ?? given ?? origin) + spelling)
  if (wire.token !== undefined) refuse('the URL is already signed')
  return { wire, respelt: spelling === typed ? undefined : spelling }
}

const LOOPBACK: readonly string[] = ['127.0.0.1', 'localhost', '[::1]']

/** Whether a URL is of a server on this machine. */
export function isLocal(url: string): boolean {
  return LOOPBACK.includes(URL.parse(url)?.hostname ?? '')
}
