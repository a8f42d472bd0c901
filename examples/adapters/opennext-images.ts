import { Failure, transform } from '@owner/signet-worker/engine'
import { FetchFailure, guardedFetch, isPublicName, limited } from './guarded-fetch'
import { type ImageBody, openImage } from './image-body'
import {
  BadRequest,
  type ImageRequest,
  type ImagesConfig,
  readImageRequest,
  readImagesManifest,
} from './next-image-request'

/** OpenNext's Worker bindings that are used. */
export interface Env {
  readonly ASSETS?: { fetch(url: URL): Promise<Response> }
}

/** Context of a request in a Worker. */
export interface Context {
  waitUntil(promise: Promise<unknown>): void
}

type Format = 'avif' | 'webp' | 'jpeg' | 'png'

/** Types that the engine decodes. All others are sent as they are, as Next does. */
const DECODED: readonly string[] = ['image/jpeg', 'image/png', 'image/webp', 'image/avif']

/** Milliseconds that Next gives a download. */
const TIMEOUT = 7000

/** Size in bytes that Next allows by default. */
const MAX_BODY = 50_000_000

/** Share of the quality with which AVIF looks like the other formats. Next uses the same. */
const AVIF_QUALITY = 50 / 80

const NOT_ALLOWED = '"url" parameter is not allowed'
const INVALID = '"url" parameter is valid but upstream response is invalid'
const TIMED_OUT = '"url" parameter is valid but upstream response timed out'
const NOT_AN_IMAGE = "The requested resource isn't a valid image."
const TYPE_NOT_ALLOWED = '"url" parameter is valid but image type is not allowed'

/** Names of files have these extensions where the media type has another word. */
const EXTENSIONS: Readonly<Record<string, string>> = { 'svg+xml': 'svg', 'x-icon': 'ico' }

/** Failures of the engine for which the original is not sent instead. */
const STATUS: Readonly<Record<string, number>> = {
  busy: 503,
  'source-too-large': 413,
  'bad-origin': 504,
}

interface Original extends ImageBody {
  readonly response: Response
}

/** Opens an original. @throws FetchFailure */
async function open({ url, isLocal }: ImageRequest, env: Env, config: ImagesConfig): Promise<Original> {
  const { maximumRedirects = 3, maximumResponseBody = MAX_BODY, dangerouslyAllowLocalIP = false } = config
  const rules = {
    allows: ({ hostname }: URL) => dangerouslyAllowLocalIP || isPublicName(hostname),
    redirects: maximumRedirects,
    timeout: TIMEOUT,
  }
  const response = isLocal ? await env.ASSETS?.fetch(url) : await guardedFetch(url, rules)
  const isTooLong = Number(response?.headers.get('content-length')) > maximumResponseBody
  if (response?.ok && response.body && !isTooLong) return { response, ...(await openImage(response.body)) }
  await response?.body?.cancel()
  throw new FetchFailure('status', isTooLong ? 413 : response && !response.ok ? response.status : 404)
}

/** Suggests a name for a download, with the extension of the image's type. */
function dispositionOf({ url }: ImageRequest, type: string, kind: string): string {
  const name = url.pathname.split('/').at(-1)?.split('.')[0] || 'image'
  const subtype = type.slice('image/'.length)
  const file = `${name}.${EXTENSIONS[subtype] ?? subtype}`
  return file.includes('%') ? `${kind}; filename*=UTF-8''${file}` : `${kind}; filename="${file}"`
}

/** Returns the seconds for which an answer is fresh. */
function ttlOf({ headers }: Response, { minimumCacheTTL }: ImagesConfig): number {
  const control = headers.get('cache-control') ?? ''
  const age = /s-maxage=(\d+)/.exec(control) ?? /max-age=(\d+)/.exec(control)
  return Math.max(minimumCacheTTL, Number(age?.[1] ?? 0))
}

async function etagOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return `"${btoa(String.fromCharCode(...digest)).slice(0, 27)}"`
}

function refuse(status: number, message: string, headers: Record<string, string> = {}): Response {
  return new Response(message, { status, headers: { 'cache-control': 'no-store', ...headers } })
}

/** Returns the first format of the configuration that a client accepts. */
const acceptedOf = (accept: string, { formats }: ImagesConfig) =>
  formats.find((format) => accept.includes(format))

interface Job {
  readonly wanted: ImageRequest
  readonly env: Env
  readonly config: ImagesConfig
}

/** Makes an answer with the headers of Next. */
function answer(body: BodyInit, type: string, etag: string | null, ttl: number, { wanted, config }: Job) {
  const fresh = wanted.isStatic
    ? 'public, max-age=315360000, immutable'
    : `public, max-age=${ttl}, must-revalidate`
  const headers = new Headers({
    vary: 'Accept',
    'cache-control': fresh,
    'content-type': type,
    'content-disposition': dispositionOf(wanted, type, config.contentDispositionType),
    'content-security-policy': config.contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
  })
  if (etag !== null) headers.set('etag', etag)
  return new Response(body, { headers })
}

/** Sends an original as it is. */
function passed({ body, type = '', response }: Original, ttl: number, job: Job): Response {
  const { maximumResponseBody = MAX_BODY } = job.config
  return answer(limited(body, maximumResponseBody), type, response.headers.get('etag'), ttl, job)
}

/**
 * Opens, checks and optimizes an image.
 * @param format media type that the client accepts besides JPEG and PNG
 * @throws FetchFailure; Failure, if the original must not be sent instead
 */
async function optimized(format: string | undefined, job: Job): Promise<Response> {
  const { wanted, env, config } = job
  const original = await open(wanted, env, config)
  const { type, isAnimated, body, response } = original
  const isRefused = type === undefined || (type === 'image/svg+xml' && !config.dangerouslyAllowSVG)
  if (isRefused) {
    await body.cancel()
    return refuse(400, type === undefined ? NOT_AN_IMAGE : TYPE_NOT_ALLOWED)
  }
  if (isAnimated || !DECODED.includes(type)) return passed(original, ttlOf(response, config), job)
  const output = format ?? (type === 'image/png' ? type : 'image/jpeg')
  try {
    const quality = Math.max(1, Math.round(wanted.quality * (output === 'image/avif' ? AVIF_QUALITY : 1)))
    const options = {
      width: wanted.width,
      enlarge: false,
      format: output.slice('image/'.length) as Format,
      quality: output === 'image/png' ? undefined : quality,
    }
    const made = await transform(body, options, { limits: { bytes: config.maximumResponseBody ?? MAX_BODY } })
    return answer(made.body, made.type, await etagOf(made.body), ttlOf(response, config), job)
  } catch (error) {
    if (!(error instanceof Failure) || error.code in STATUS) throw error
    console.warn(`${wanted.url} is sent as it is: ${error.detail ?? error.code}`)
    return passed(await open(wanted, env, config), config.minimumCacheTTL, job)
  }
}

/** Converts an error to the answer that Next has for it. */
function refusalOf(error: unknown): Response {
  if (error instanceof BadRequest) return refuse(400, error.message)
  if (error instanceof FetchFailure) {
    if (error.code === 'not-allowed') return refuse(400, NOT_ALLOWED)
    return refuse(error.status, error.code === 'timeout' ? TIMED_OUT : INVALID)
  }
  if (!(error instanceof Failure)) throw error
  const status = STATUS[error.code] ?? 500
  return refuse(status, status === 504 ? TIMED_OUT : INVALID, status === 503 ? { 'retry-after': '1' } : {})
}

/** Returns the key of an answer in the cache, which does not look at `Vary`. */
function keyOf({ origin, pathname }: URL, { url, width, quality }: ImageRequest, format = ''): string {
  const query = new URLSearchParams({ url: url.href, w: `${width}`, q: `${quality}`, format })
  return `${origin}${pathname}?${query}`
}

/** Completes an answer for a client: 304 if the client has the image, no body for HEAD. */
function complete(response: Response, { method, headers }: Request, state: 'HIT' | 'MISS'): Response {
  if (!response.ok) return response
  const etag = response.headers.get('etag')
  const known = headers.get('if-none-match')?.split(/\s*,\s*/) ?? []
  const isKnown = etag !== null && known.includes(etag)
  const body = isKnown || method === 'HEAD' ? null : response.body
  if (!body) response.body?.cancel()
  const completed = new Response(body, { status: isKnown ? 304 : 200, headers: response.headers })
  completed.headers.set('x-nextjs-cache', state)
  return completed
}

/**
 * Answers `/_next/image` with the engine, without the Images binding. Other requests give
 * `undefined`.
 * @param manifest content of `.next/images-manifest.json`, which `next build` writes
 * @throws Error if the manifest has not the fields of Next 16
 */
export function imageHandler(manifest: unknown) {
  const config = readImagesManifest(manifest)
  return async (request: Request, env: Env, context: Context): Promise<Response | undefined> => {
    const url = new URL(request.url)
    if (url.pathname !== config.path) return undefined
    if (!['GET', 'HEAD'].includes(request.method))
      return refuse(405, 'Method Not Allowed', { allow: 'GET, HEAD' })
    try {
      const wanted = readImageRequest(url, config)
      const format = acceptedOf(request.headers.get('accept') ?? '', config)
      const cache = await caches.open('next-image')
      const key = keyOf(url, wanted, format)
      const cached = await cache.match(key)
      if (cached) return complete(cached, request, 'HIT')
      const made = await optimized(format, { wanted, env, config })
      if (made.ok) context.waitUntil(cache.put(key, made.clone()))
      return complete(made, request, 'MISS')
    } catch (error) {
      return refusalOf(error)
    }
  }
}
