import { decodeText, type OldUrl } from './old-url.ts'

/** Returns an imgproxy or thumbor path without its signature. */
export const afterSignature = (path: string): string => path.replace(/^\/[^/]*\//, '')

/**
 * Replaces the `plain/` source in an imgproxy path with its base64url form. The Worker's
 * translation accepts no other form.
 */
export function withoutPlain(rest: string): string {
  const [, options = '', plain] = /^((?:[^/]*:[^/]*\/)*)plain\/(.+)$/s.exec(rest) ?? []
  if (plain === undefined) return rest
  const [, source = '', extension = ''] = /^(.*?)(@[a-z0-9]+)?$/s.exec(plain) ?? []
  return options + Buffer.from(decodeText(source)).toString('base64url') + extension.replace('@', '.')
}

/** Returns the image in an imgproxy path whose source is in base64url. */
export function imgproxyImage(rest: string): string {
  const encoded = rest.replace(/^(?:[^/]*:[^/]*\/)*/, '').replaceAll('/', '')
  return Buffer.from(encoded.replace(/\..*$/s, ''), 'base64url').toString()
}

/** Matches the path of an imgproxy URL that is signed, or whose signature says that it is not. */
const MARKED = /^\/(?:insecure|_|[A-Za-z0-9_-]{43})\//

/**
 * Matches an imgproxy path with a source that is not encoded. imgproxy without keys accepts any
 * signature, also thumbor's `unsafe`.
 */
const PLAIN =
  /^\/[A-Za-z0-9_-]+\/(?:(?:[a-z_]+:[^/()]*\/)*plain\/[a-z0-9]+(?::|%3A)|(?:[a-z_]+:[^/()]*\/)+plain\/.)/i

/** Matches the start of a path with a source in base64url. */
const ENCODED = /^\/[A-Za-z0-9_-]+\/(?:[a-z_]+:[^/()]*\/)*[A-Za-z0-9_-]/i

/** Returns `true` if a path has any signature and a source in base64url that is a URL. */
const hasEncodedUrl = (path: string): boolean =>
  ENCODED.test(path) && /^(?:https?|local|s3|gs|abs|swift):\/\//.test(imgproxyImage(afterSignature(path)))

/** Returns `true` for imgproxy's paths that thumbor's `unsafe` URLs resemble. */
export const isImgproxySource = (path: string): boolean => PLAIN.test(path) || hasEncodedUrl(path)

export const isImgproxy = ({ path }: OldUrl): boolean => MARKED.test(path) || isImgproxySource(path)

/** Returns `true` if an imgproxy URL has no signature. imgproxy's signatures have 43 characters. */
export const lacksImgproxySignature = ({ path }: OldUrl): boolean => !/^\/[A-Za-z0-9_-]{43}\//.test(path)
