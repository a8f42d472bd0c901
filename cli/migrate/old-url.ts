import { refuse } from '../command.ts'

/** A URL of another service as it is written. A URL parser would change paths that contain another URL. */
export interface OldUrl {
  readonly host: string | undefined
  /** With its leading slash, percent-encoded. */
  readonly path: string
  /** Decoded. */
  readonly parameters: readonly (readonly [string, string])[]
}

export function decodeText(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return refuse(`${text} does not decode to UTF-8`)
  }
}

/** @throws Failure bad-parameter: neither a URL nor a path */
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
