import { refuse } from '../command.ts'

/** A URL of a list. */
export interface ListedUrl {
  readonly url: string
  /** From 1. */
  readonly line: number
}

/** The candidates of a `srcset` have spaces. */
const isWebUrl = (text: string): boolean => /^https?:\/\/\S+$/i.test(text) && URL.canParse(text)

/**
 * Reads a list of URLs, one a line. Blank lines, comments that begin with `#` and repetitions are left out.
 * @param name of the list, for messages
 * @throws Failure bad-parameter: no URL at all, or a line that is none, which is not shown: it may have a token
 */
export function parseUrls(text: string, name: string): readonly ListedUrl[] {
  const listed = new Map<string, ListedUrl>()
  for (const [index, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const url = raw.trim()
    if (url === '' || url.startsWith('#') || listed.has(url)) continue
    if (!isWebUrl(url)) refuse(`${name}: line ${index + 1} is no URL that begins with https:// or http://`)
    listed.set(url, { url, line: index + 1 })
  }
  return listed.size > 0 ? [...listed.values()] : refuse(`${name}: there are no URLs`)
}

/** Signatures of imgproxy and thumbor are a part of the path. */
const SIGNATURE = /\/(?:[\w-]{27}=?|[\w-]{43})(?=\/)/g

/**
 * A URL without what makes it valid, for messages.
 * @example withoutToken('https://img.example.com/a.jpg?width=400&token=x') // 'https://img.example.com/a.jpg?width=400'
 */
export function withoutToken(url: string): string {
  const [, address = '', query = ''] = /^([^?#]*)(?:\?([^#]*))?/s.exec(url) ?? []
  const shown = query
    .split('&')
    .filter((parameter) => parameter !== '' && !/^(?:amp;)?(?:token|s)=/i.test(parameter))
  const path = address.replace(SIGNATURE, '/…')
  return shown.length > 0 ? `${path}?${shown.join('&')}` : path
}
