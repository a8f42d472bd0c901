import { arrange, type Draft, type Translation } from '../../src/signing/migrate/draft.ts'
import { translateImgix } from '../../src/signing/migrate/imgix.ts'
import { translateImgproxy } from '../../src/signing/migrate/imgproxy.ts'
import { type Row, readParts } from '../../src/signing/migrate/row.ts'
import { sourcePath } from '../../src/signing/migrate/source-path.ts'
import { translateThumbor } from '../../src/signing/migrate/thumbor.ts'
import { BUNNY_PARAMETERS } from './bunny-parameters.ts'
import { cloudflareImage, translateCloudflare } from './cloudflare.ts'
import { KEYCDN_PARAMETERS } from './keycdn-parameters.ts'
import { decodeText, type OldUrl } from './old-url.ts'

/** A service whose URLs can be translated. */
export interface Service {
  readonly name: string
  /** Returns `true` if a URL has the form or the host of this service. */
  readonly recognise: (url: OldUrl) => boolean
  /**
   * Translates a URL.
   * @param source `https://host/path/`, below which the images lie; `undefined` for any host
   */
  readonly translate: (url: OldUrl, source: string | undefined) => Translation
  /** Returns the image in the URL as text. Its host is lost if the user names no source. */
  readonly imageOf?: (url: OldUrl) => string | undefined
}

type Resolve = (draft: Draft, problems: string[]) => Draft

/**
 * Returns a function that translates URLs of a service with the image in the path and the
 * parameters in the query.
 */
function queried(name: string, rows: readonly Row[], resolve: Resolve): Service['translate'] {
  return ({ path, parameters }) => {
    const { draft, problems } = readParts(
      name,
      rows,
      parameters.map(([key, value]) => [key, [value]] as const),
    )
    const found = [...problems]
    const image = decodeText(path.slice(1))
    const arranged = arrange(resolve(draft, found), image)
    return { path: image, parameters: arranged.parameters, problems: [...found, ...arranged.problems] }
  }
}

/** Translates a URL of KeyCDN. A URL without parameters delivers the original, as in Signet. */
function translateKeycdn(url: OldUrl, source: string | undefined): Translation {
  const translation = queried('KeyCDN', KEYCDN_PARAMETERS, (draft) => draft)(url, source)
  return {
    ...translation,
    parameters: new Map([...translation.parameters].filter(([name]) => name !== 'output')),
  }
}

const bunny: Resolve = (given, problems) => {
  const { position = 'center', ...draft } = { fit: 'inside', enlarge: '0', ...given }
  if (position !== 'center') problems.push('the Bunny option crop_gravity has no counterpart for a side')
  return draft
}

const afterSignature = (path: string) => path.replace(/^\/[^/]*\//, '')

/**
 * Replaces the `plain/` source in an imgproxy path with its base64url form. The Worker's
 * translation accepts no other form.
 */
function withoutPlain(rest: string): string {
  const [, options = '', plain] = /^((?:[^/]*:[^/]*\/)*)plain\/(.+)$/s.exec(rest) ?? []
  if (plain === undefined) return rest
  const [, source = '', extension = ''] = /^(.*?)(@[a-z0-9]+)?$/s.exec(plain) ?? []
  return options + Buffer.from(decodeText(source)).toString('base64url') + extension.replace('@', '.')
}

/** Returns the image in an imgproxy path whose source is in base64url. */
function imgproxyImage(rest: string): string {
  const encoded = rest.replace(/^(?:[^/]*:[^/]*\/)*/, '').replaceAll('/', '')
  return Buffer.from(encoded.replace(/\..*$/s, ''), 'base64url').toString()
}

/**
 * Matches an imgproxy path with a source that is not encoded. imgproxy without keys accepts any
 * signature, also thumbor's `unsafe`.
 */
const IMGPROXY_PLAIN = /^\/[A-Za-z0-9_-]+\/(?:[a-z_]+:[^/()]*\/)*plain\/[a-z0-9]+(?::|%3A)/i

/**
 * Removes `https://` from the source in a thumbor path, because the Worker's translation accepts no
 * scheme. Also returns the host of the source, for use if the user names no source.
 */
function withoutScheme(rest: string): { rest: string; host: string | undefined } {
  const [, parts = '', source] = /^(.*?)https?(?::\/\/|%3A%2F%2F)(.+)$/is.exec(rest) ?? []
  if (source === undefined) return { rest, host: undefined }
  const plain = decodeText(source)
  return { rest: parts + encodeURI(plain), host: plain.split('/')[0] }
}

const hasParameter = ({ parameters }: OldUrl, name: string, pattern: RegExp) =>
  parameters.some(([key, value]) => key === name && pattern.test(value))

/** Services in the order in which a URL is matched. The first match is used. */
export const SERVICES: readonly Service[] = [
  {
    name: 'cloudflare',
    recognise: ({ path }) => path.includes('/cdn-cgi/image/'),
    translate: translateCloudflare,
    imageOf: ({ path }) => cloudflareImage(path),
  },
  {
    name: 'imgix',
    recognise: (url) => url.host?.endsWith('.imgix.net') === true || hasParameter(url, 's', /^[0-9a-f]{32}$/),
    translate({ path, parameters }, source) {
      const image = decodeText(path.slice(1))
      const below = /^https?:\/\//.test(image) ? sourcePath(image, source) : image
      return translateImgix(
        below,
        parameters.filter(([name]) => name !== 's'),
      )
    },
    imageOf: ({ path }) => decodeText(path.slice(1)),
  },
  {
    name: 'keycdn',
    recognise: (url) =>
      url.host?.endsWith('.kxcdn.com') === true || hasParameter(url, 'token', /^[A-Za-z0-9_-]{22}$/),
    translate: translateKeycdn,
  },
  {
    name: 'bunny',
    recognise: ({ host }) => host?.endsWith('.b-cdn.net') === true,
    translate: queried('Bunny', BUNNY_PARAMETERS, bunny),
  },
  {
    name: 'thumbor',
    recognise: ({ path }) => /^\/(?:unsafe|[A-Za-z0-9_-]{27}=)\//.test(path) && !IMGPROXY_PLAIN.test(path),
    translate({ path }, source) {
      const { rest, host } = withoutScheme(afterSignature(path))
      return translateThumbor(rest, source ?? (host === undefined ? undefined : `https://${host}/`))
    },
    imageOf({ path }) {
      const { host } = withoutScheme(afterSignature(path))
      return host === undefined ? undefined : `https://${host}/`
    },
  },
  {
    name: 'imgproxy',
    recognise: ({ path }) => /^\/(?:insecure|_|[A-Za-z0-9_-]{43})\//.test(path) || IMGPROXY_PLAIN.test(path),
    translate: ({ path }, source) => translateImgproxy(withoutPlain(afterSignature(path)), source),
    imageOf: ({ path }) => imgproxyImage(withoutPlain(afterSignature(path))),
  },
]
