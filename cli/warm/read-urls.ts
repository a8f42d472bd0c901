import { refuse } from '../command.ts'

/** A URL in a list, with its line. */
export interface ListedUrl {
  readonly url: string
  /** Line number, from 1. */
  readonly line: number
}

/**
 * Returns `true` if a line is a web URL. A line with spaces is refused, because it could be a
 * candidate of a `srcset` with its descriptor.
 */
const isWebUrl = (text: string): boolean => /^https?:\/\/\S+$/i.test(text) && URL.canParse(text)

/**
 * Parses a URL list, one per line. Blank lines, comments that start with `#` and repeated URLs are
 * skipped.
 * @param name the list's name, for messages
 * @throws Failure bad-parameter: the list has no URL, or a line is not a URL. The message does not
 *   quote the line because it may contain a token.
 */
export function parseUrls(text: string, name: string): readonly ListedUrl[] {
  const listed = new Map<string, ListedUrl>()
  for (const [index, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const url = raw.trim()
    if (url === '' || url.startsWith('#') || listed.has(url)) continue
    if (!isWebUrl(url)) refuse(`${name}: line ${index + 1} is not a URL that starts with https:// or http://`)
    listed.set(url, { url, line: index + 1 })
  }
  return listed.size > 0 ? [...listed.values()] : refuse(`${name}: there are no URLs`)
}

/** Matches imgproxy and thumbor signatures, which are part of the path. */
const SIGNATURE = /\/(?:[\w-]{27}=?|[\w-]{43})(?=\/)/g

/**
 * Removes the token or signature from a URL, so that messages may contain the URL.
 * @example withoutToken('https://img.example.com/a.jpg?width=400&token=x')
 * // 'https://img.example.com/a.jpg?width=400'
 */
export function withoutToken(url: string): string {
  const [, address = '', query = ''] = /^([^?#]*)(?:\?([^#]*))?/s.exec(url) ?? []
  const shown = query
    .split('&')
    .filter((parameter) => parameter !== '' && !/^(?:amp;)?(?:token|s)=/i.test(parameter))
  const path = address.replace(SIGNATURE, '/…')
  return shown.length > 0 ? `${path}?${shown.join('&')}` : path
}
