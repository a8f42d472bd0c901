import { Failure } from '../../errors.ts'

interface Alphabet {
  readonly part: string
  readonly raw: RegExp
  readonly mustBeRaw: RegExp
  /** Encoded bytes that are always refused. */
  readonly refused: RegExp
}

/**
 * Characters of a path (RFC 3986 3.3). A character that may stand unencoded must not be encoded, so
 * each path has only one spelling.
 */
export const PATH: Alphabet = {
  part: 'path',
  raw: /[A-Za-z0-9\-._~!$&'()*+,;=:@/]/,
  mustBeRaw: /[A-Za-z0-9\-._~!$&'()*+,;=:@]/,
  refused: /%([01].|2F|5C|7F)/,
}

/**
 * Characters of a query: RFC 3986 3.4 without the apostrophe, which browsers rewrite to %27 in http
 * URLs. Reserved characters may be encoded or not, because values may be encoded URLs. Unreserved
 * characters must not be encoded, because the edge decodes them (RFC 3986 6.2.2.2).
 */
export const QUERY: Alphabet = {
  part: 'query',
  raw: /[A-Za-z0-9\-._~!$&()*+,;=:@/?]/,
  mustBeRaw: /[A-Za-z0-9\-._~]/,
  refused: /%([01].|7F)/,
}

/**
 * Characters that `formatQuery` does not encode in a value. `&`, `=` and `+` are encoded, because
 * they separate parameters or can mean a space.
 */
const RAW_IN_VALUE = /[A-Za-z0-9\-._~!$()*,;:@/?]/

/**
 * Throws the error for a URL that is not canonical.
 * @param detail tells the client what to change in the URL
 */
export function refuse(detail: string): never {
  throw new Failure('bad-url', detail)
}

function encodeCharacter(character: string, raw: RegExp): string {
  if (raw.test(character)) return character
  return character === "'" ? '%27' : encodeURIComponent(character)
}

/**
 * Returns the canonical spelling of a path or query. Slashes and dot segments are not changed.
 * @example respell('/%6c %e9', PATH) // '/l%20%E9'
 */
export function respell(text: string, { raw, mustBeRaw }: Alphabet): string {
  return text.replace(/%[0-9A-F]{2}|./gisu, (unit) => {
    if (!unit[2]) return encodeCharacter(unit.toWellFormed(), raw)
    const character = String.fromCharCode(Number.parseInt(unit.slice(1), 16))
    return mustBeRaw.test(character) ? character : unit.toUpperCase()
  })
}

/**
 * Checks that a path or query is spelled canonically. The message names the canonical spelling of
 * the first part that has another.
 * @throws Failure bad-url: an unencoded character that must be encoded, a needless or malformed
 *   encoding, or a control byte
 */
export function assertCanonical(text: string, alphabet: Alphabet): void {
  const { part, raw, refused } = alphabet
  for (const { 0: unit, index } of text.matchAll(/(%[0-9A-F]{2})+|./gisu)) {
    if (raw.test(unit.slice(0, 1))) continue
    const spelt = respell(unit, alphabet)
    const never = refused.exec(spelt)
    if (never) refuse(`the ${part} must not have ${never[0]}`)
    if (spelt !== unit) refuse(`the ${part} has "${unit}" at ${index}: write ${spelt} instead`)
  }
}

/**
 * Decodes a path or a value.
 * @throws Failure bad-url: the bytes are not UTF-8
 */
export function decode(text: string, { part }: Alphabet): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return refuse(`the ${part} does not decode to UTF-8`)
  }
}

function encode(text: string, raw: RegExp): string {
  return text.replace(/./gsu, (character) => encodeCharacter(character, raw))
}

/**
 * Encodes a decoded path. The result is the only canonical spelling of the path.
 * @throws URIError on a lone surrogate
 */
export function encodePath(path: string): string {
  return encode(path, PATH.raw)
}

/**
 * Formats decoded parameters as a canonical query, in their order.
 * @throws URIError on a lone surrogate
 */
export function formatQuery(parameters: ReadonlyMap<string, string>): string {
  return [...parameters].map(([name, text]) => `${name}=${encode(text, RAW_IN_VALUE)}`).join('&')
}
