import { Failure } from '../errors.ts'

/** Which characters of a URL's part stand as themselves, and which of those must. */
interface Alphabet {
  readonly part: string
  readonly raw: RegExp
  readonly mustBeRaw: RegExp
}

/** RFC 3986 3.3. What may stand as itself must, so that each path has one spelling. */
export const PATH: Alphabet = {
  part: 'path',
  raw: /[A-Za-z0-9\-._~!$&'()*+,;=:@/]/,
  mustBeRaw: /[A-Za-z0-9\-._~!$&'()*+,;=:@]/,
}

/**
 * RFC 3986 3.4 without the apostrophe, which browsers rewrite to %27 in http URLs.
 * Reserved characters keep both spellings, since values may be URLs that come encoded; unreserved ones the edge
 * decodes (RFC 3986 6.2.2.2), so they must stand as themselves.
 */
export const QUERY: Alphabet = {
  part: 'query',
  raw: /[A-Za-z0-9\-._~!$&()*+,;=:@/?]/,
  mustBeRaw: /[A-Za-z0-9\-._~]/,
}

/** What `encodeValue` leaves as it is: the query's characters less those that part pairs or may mean a blank. */
const VALUE = /[A-Za-z0-9\-._~!$()*,;:@/?]/

/** Refuses a URL with what to change. */
export function refuse(detail: string): never {
  throw new Failure('bad-url', detail)
}

/** @throws Failure bad-url: a raw character that must be encoded, a needless, lower-case or broken encoding, a control byte */
export function assertCanonical(text: string, { part, raw, mustBeRaw }: Alphabet): void {
  for (const { 0: unit, index } of text.matchAll(/%.{0,2}|./gsu)) {
    if (!unit.startsWith('%')) {
      if (!raw.test(unit)) refuse(`the ${part} has ${JSON.stringify(unit)} at ${index}: percent-encode it`)
      continue
    }
    if (!/^%[0-9A-F]{2}$/.test(unit))
      refuse(`the ${part} has ${unit} at ${index}: expected two upper-case hex digits`)
    const byte = Number.parseInt(unit.slice(1), 16)
    const character = String.fromCharCode(byte)
    if (byte < 0x20 || byte === 0x7f) refuse(`the ${part} has the control byte ${unit} at ${index}`)
    if (byte < 0x80 && mustBeRaw.test(character))
      refuse(`the ${part} has ${unit} at ${index}: write ${character} as itself`)
  }
}

/** @throws Failure bad-url: not UTF-8 */
export function decode(text: string, { part }: Alphabet): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return refuse(`the ${part} is not UTF-8 when decoded`)
  }
}

function encode(text: string, raw: RegExp): string {
  return text.replace(/./gsu, (character) => {
    if (raw.test(character)) return character
    return character === "'" ? '%27' : encodeURIComponent(character)
  })
}

/** The one spelling of a decoded path. @throws URIError on a lone surrogate */
export function encodePath(path: string): string {
  return encode(path, PATH.raw)
}

/** A canonical query of decoded parameters, in their order. @throws URIError on a lone surrogate */
export function formatQuery(parameters: ReadonlyMap<string, string>): string {
  return [...parameters].map(([name, text]) => `${name}=${encode(text, VALUE)}`).join('&')
}
