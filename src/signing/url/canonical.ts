import { Failure } from '../../errors.ts'

interface Alphabet {
  readonly part: string
  readonly raw: RegExp
  readonly mustBeRaw: RegExp
}

/** RFC 3986 3.3. What may be raw must be raw, so that each path has one spelling. */
export const PATH: Alphabet = {
  part: 'path',
  raw: /[A-Za-z0-9\-._~!$&'()*+,;=:@/]/,
  mustBeRaw: /[A-Za-z0-9\-._~!$&'()*+,;=:@]/,
}

/**
 * RFC 3986 3.4 without the apostrophe, which browsers rewrite to %27 in http URLs.
 * Reserved characters may have both spellings, since values may be encoded URLs. Unreserved ones must be raw: the edge
 * decodes them (RFC 3986 6.2.2.2).
 */
export const QUERY: Alphabet = {
  part: 'query',
  raw: /[A-Za-z0-9\-._~!$&()*+,;=:@/?]/,
  mustBeRaw: /[A-Za-z0-9\-._~]/,
}

/** Without `&`, `=` and `+`, which separate pairs or may mean a space. */
const RAW_IN_VALUE = /[A-Za-z0-9\-._~!$()*,;:@/?]/

/** @param detail says what to change in the URL */
export function refuse(detail: string): never {
  throw new Failure('bad-url', detail)
}

/** @throws Failure bad-url: a raw character that must be encoded, a needless or malformed encoding, a control byte */
export function assertCanonical(text: string, { part, raw, mustBeRaw }: Alphabet): void {
  for (const { 0: unit, index } of text.matchAll(/%.{0,2}|./gsu)) {
    if (!unit.startsWith('%')) {
      if (!raw.test(unit)) refuse(`the ${part} has ${JSON.stringify(unit)} at ${index}: percent-encode it`)
      continue
    }
    if (!/^%[0-9A-F]{2}$/.test(unit))
      refuse(`the ${part} has ${unit} at ${index}: write two upper-case hex digits after %`)
    const byte = Number.parseInt(unit.slice(1), 16)
    const character = String.fromCharCode(byte)
    if (byte < 0x20 || byte === 0x7f) refuse(`the ${part} has the control byte ${unit} at ${index}`)
    if (byte < 0x80 && mustBeRaw.test(character))
      refuse(`the ${part} has ${unit} at ${index}: write ${character} instead`)
  }
}

/** @throws Failure bad-url: not UTF-8 */
export function decode(text: string, { part }: Alphabet): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return refuse(`the ${part} does not decode to UTF-8`)
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
  return [...parameters].map(([name, text]) => `${name}=${encode(text, RAW_IN_VALUE)}`).join('&')
}
