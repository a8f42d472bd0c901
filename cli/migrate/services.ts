import { arrange, type Draft, type Translation } from '../../src/signing/migrate/draft.ts'
import { translateImgix } from '../../src/signing/migrate/imgix.ts'
import { translateImgproxy } from '../../src/signing/migrate/imgproxy.ts'
import { type Row, readParts } from '../../src/signing/migrate/row.ts'
import { sourcePath } from '../../src/signing/migrate/source-path.ts'
import { translateThumbor } from '../../src/signing/migrate/thumbor.ts'
import { BUNNY_PARAMETERS } from './bunny-parameters.ts'
import { cloudflareImage, translateCloudflare } from './cloudflare.ts'
import { cloudinaryImage, isCloudinary, translateCloudinary } from './cloudinary.ts'
import {
  afterSignature,
  imgproxyImage,
  isImgproxy,
  isImgproxySource,
  lacksImgproxySignature,
  withoutPlain,
} from './imgproxy.ts'
import { ipxImage, isIpx, translateIpx } from './ipx.ts'
import { KEYCDN_PARAMETERS } from './keycdn-parameters.ts'
import { isNextImage, nextImage, translateNext } from './next-image.ts'
import { decodeText, type OldUrl } from './old-url.ts'

/** A service whose URLs can be translated. */
export interface Service {
  readonly name: string
  /** Returns `true` if a URL has the form or the host of this service. */
  readonly recognize: (url: OldUrl) => boolean
  /**
   * Translates a URL.
   * @param source `https://host/path/`, below which the images lie; `undefined` for any host
   */
  readonly translate: (url: OldUrl, source: string | undefined) => Translation
  /** Returns the image in the URL as text. Its host is lost if the user names no source. */
  readonly imageOf?: (url: OldUrl) => string | undefined
  /**
   * Names URLs that no zone accepts, because they have no signature or one of another kind. Returns
   * `undefined` for a URL that a zone may accept.
   */
  readonly neverAccepted?: (url: OldUrl) => string | undefined
}

type Resolve = (draft: Draft, problems: string[]) => Draft

/**
 * Returns a function that translates a service's URLs with the image in the path and the parameters
 * in the query.
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

/** Translates a KeyCDN URL. A URL without parameters delivers the original, as in Signet. */
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
    recognize: ({ path }) => path.includes('/cdn-cgi/image/'),
    translate: translateCloudflare,
    imageOf: ({ path }) => cloudflareImage(path),
  },
  {
    name: 'cloudinary',
    recognize: isCloudinary,
    translate: translateCloudinary,
    imageOf: ({ path }) => cloudinaryImage(path),
    neverAccepted: () => 'Cloudinary URLs',
  },
  {
    name: 'next',
    recognize: isNextImage,
    translate: translateNext,
    imageOf: nextImage,
    neverAccepted: () => 'URLs of the image optimizer',
  },
  {
    name: 'imgix',
    recognize: (url) => url.host?.endsWith('.imgix.net') === true || hasParameter(url, 's', /^[0-9a-f]{32}$/),
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
    recognize: (url) =>
      url.host?.endsWith('.kxcdn.com') === true || hasParameter(url, 'token', /^[A-Za-z0-9_-]{22}$/),
    translate: translateKeycdn,
  },
  {
    name: 'bunny',
    recognize: ({ host }) => host?.endsWith('.b-cdn.net') === true,
    translate: queried('Bunny', BUNNY_PARAMETERS, bunny),
  },
  {
    name: 'thumbor',
    recognize: ({ path }) => /^\/(?:unsafe|[A-Za-z0-9_-]{27}=)\//.test(path) && !isImgproxySource(path),
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
    recognize: isImgproxy,
    neverAccepted: (url) => (lacksImgproxySignature(url) ? 'unsigned imgproxy URLs' : undefined),
    translate: ({ path }, source) => translateImgproxy(withoutPlain(afterSignature(path)), source),
    imageOf: ({ path }) => imgproxyImage(withoutPlain(afterSignature(path))),
  },
  {
    name: 'ipx',
    recognize: isIpx,
    translate: translateIpx,
    imageOf: ({ path }) => ipxImage(path),
    neverAccepted: () => 'IPX URLs',
  },
]
