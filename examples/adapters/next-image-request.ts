import type { ImageConfigComplete } from 'next/dist/shared/lib/image-config'

/** A pattern of `.next/images-manifest.json`, in which host and path are regular expressions. */
interface Pattern {
  readonly protocol?: string
  readonly hostname?: string
  readonly port?: string
  readonly pathname?: string
  readonly search?: string
}

type Plain =
  | 'path'
  | 'deviceSizes'
  | 'imageSizes'
  | 'minimumCacheTTL'
  | 'dangerouslyAllowSVG'
  | 'contentSecurityPolicy'
type Optional =
  | 'domains'
  | 'qualities'
  | 'maximumRedirects'
  | 'maximumResponseBody'
  | 'dangerouslyAllowLocalIP'

/** The field `images` of `.next/images-manifest.json`, which `next build` writes. */
export interface ImagesConfig
  extends Pick<ImageConfigComplete, Plain>,
    Partial<Pick<ImageConfigComplete, Optional>> {
  readonly formats: readonly string[]
  readonly contentDispositionType: string
  readonly remotePatterns: readonly Pattern[]
  readonly localPatterns?: readonly Pattern[]
}

type Fields = Readonly<Record<string, unknown>>

/** Fields of `images` that the handler needs, and their types. */
const FIELDS: Readonly<Record<string, 'string' | 'number' | 'boolean' | 'array'>> = {
  path: 'string',
  deviceSizes: 'array',
  imageSizes: 'array',
  formats: 'array',
  remotePatterns: 'array',
  minimumCacheTTL: 'number',
  dangerouslyAllowSVG: 'boolean',
  contentSecurityPolicy: 'string',
  contentDispositionType: 'string',
}

const typeOf = (value: unknown) => (Array.isArray(value) ? 'array' : typeof value)

const isFields = (value: unknown): value is Fields => value !== null && typeOf(value) === 'object'

const faultOf = (images: Fields) =>
  Object.entries(FIELDS).find(([name, type]) => typeOf(images[name]) !== type)?.[0]

const isConfig = (images: Fields): images is Fields & ImagesConfig => faultOf(images) === undefined

/**
 * Reads the content of `.next/images-manifest.json`. Its type is unknown, because the file exists
 * only after `next build`.
 * @throws Error that names the field that is missing or has another type
 */
export function readImagesManifest(manifest: unknown): ImagesConfig {
  const images = isFields(manifest) ? manifest['images'] : undefined
  if (isFields(images) && isConfig(images)) return images
  const field = isFields(images) ? `images.${faultOf(images)}` : 'images'
  throw new Error(
    `${field} of .next/images-manifest.json is missing or has another type: run \`next build\` of Next 16 first`,
  )
}

/** A request of `next/image`. */
export interface ImageRequest {
  /** Address of the original. A local one has the origin of the request. */
  readonly url: URL
  readonly isLocal: boolean
  /** `true` if the file has a hash of its content in its name. */
  readonly isStatic: boolean
  readonly width: number
  readonly quality: number
}

/** Error with a message that Next has for the same request. */
export class BadRequest extends Error {}

function bad(message: string): never {
  throw new BadRequest(message)
}

/** Reads a parameter that must be there once. */
function single(query: URLSearchParams, name: string, label = `"${name}" parameter`): string {
  const [value, ...others] = query.getAll(name)
  if (!value) bad(`${label} is required`)
  return others.length > 0 ? bad(`${label} cannot be an array`) : value
}

const matches = (source: string | undefined, text: string) =>
  source === undefined || new RegExp(source).test(text)

const isLocalMatch = ({ pathname, search }: Pattern, url: URL) =>
  matches(pathname, url.pathname) && (search === undefined || search === url.search)

const isRemoteMatch = ({ protocol, hostname, port, ...rest }: Pattern, url: URL) =>
  (protocol === undefined || url.protocol === `${protocol}:`) &&
  (port === undefined || port === url.port) &&
  hostname !== undefined &&
  matches(hostname, url.hostname) &&
  isLocalMatch(rest, url)

const NOT_ALLOWED = '"url" parameter is not allowed'

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return bad('"url" parameter is invalid')
  }
}

function localUrl(text: string, origin: string, { localPatterns }: ImagesConfig): URL {
  const url = new URL(text, origin)
  if (url.origin !== origin) bad('"url" parameter cannot be a protocol-relative URL (//)')
  if (/\/_next\/image(?:$|\/)/.test(decoded(url.pathname))) bad('"url" parameter cannot be recursive')
  return !localPatterns || localPatterns.some((pattern) => isLocalMatch(pattern, url))
    ? url
    : bad(NOT_ALLOWED)
}

function remoteUrl(text: string, { domains = [], remotePatterns }: ImagesConfig): URL {
  const url = URL.canParse(text) ? new URL(text) : bad('"url" parameter is invalid')
  if (!['http:', 'https:'].includes(url.protocol)) bad('"url" parameter is invalid')
  const isAllowed =
    domains.includes(url.hostname) || remotePatterns.some((pattern) => isRemoteMatch(pattern, url))
  return isAllowed ? url : bad(NOT_ALLOWED)
}

/** Length that `next/image` accepts. */
const MAX_URL = 3072

function urlOf(text: string, origin: string, config: ImagesConfig): URL {
  if (text.length > MAX_URL) bad('"url" parameter is too long')
  if (text.startsWith('//')) bad('"url" parameter cannot be a protocol-relative URL (//)')
  return text.startsWith('/') ? localUrl(text, origin, config) : remoteUrl(text, config)
}

/** Folders below `/_next/static` with files whose names have a hash. */
const MEDIA = ['media/', 'immutable/media/']

/**
 * Reads and checks the query of `/_next/image`, by the rules and with the messages of Next.
 * @throws BadRequest
 */
export function readImageRequest({ origin, searchParams }: URL, config: ImagesConfig): ImageRequest {
  const { deviceSizes, imageSizes, qualities, path } = config
  const text = single(searchParams, 'url')
  const url = urlOf(text, origin, config)
  const w = single(searchParams, 'w', '"w" parameter (width)')
  if (!/^[0-9]+$/.test(w)) bad('"w" parameter (width) must be an integer greater than 0')
  const q = single(searchParams, 'q', '"q" parameter (quality)')
  const quality = Number(q)
  if (!/^[0-9]+$/.test(q)) bad('"q" parameter (quality) must be an integer between 1 and 100')
  const width = Number(w)
  if (width === 0) bad('"w" parameter (width) must be an integer greater than 0')
  if (![...deviceSizes, ...imageSizes].includes(width))
    bad(`"w" parameter (width) of ${width} is not allowed`)
  if (quality < 1 || quality > 100) bad('"q" parameter (quality) must be an integer between 1 and 100')
  if (qualities && !qualities.includes(quality)) bad(`"q" parameter (quality) of ${q} is not allowed`)
  const assets = path.replace(/image\/?$/, 'static/')
  const isLocal = text.startsWith('/')
  const isStatic = isLocal && MEDIA.some((folder) => url.pathname.startsWith(assets + folder))
  return { url, isLocal, isStatic, width, quality }
}
