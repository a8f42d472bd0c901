import { refuse } from '../command.ts'

/**
 * Another service's URL, split into path and parameters. It is not normalized, because a URL parser
 * would change paths that contain another URL.
 */
export interface OldUrl {
  readonly host: string | undefined
  /** Percent-encoded path with its leading slash. */
  readonly path: string
  /** Decoded names and values in the query. */
  readonly parameters: readonly (readonly [string, string])[]
}

export function decodeText(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return refuse(`${text} does not decode to UTF-8`)
  }
}

/**
 * Splits another service's URL.
 * @throws Failure bad-parameter: the text is neither a URL nor a path
 */
export function parseOldUrl(text: string): OldUrl {
  const [, host, path, query] =
    /^(?:https?:\/\/([^/?#]+))?(\/[^?#]*)(?:\?([^#]*))?(?:#.*)?$/s.exec(text) ?? []
  if (path === undefined) return refuse(`expected a URL or a path, got ${text}`)
  const pairs = query ? query.split('&') : []
  const parameters = pairs.map((pair): [string, string] => {
    const at = pair.indexOf('=')
    return at < 0
      ? [pair, '']
      : [decodeText(pair.slice(0, at)), decodeText(pair.slice(at + 1).replaceAll('+', ' '))]
  })
  return { host, path, parameters }
}
