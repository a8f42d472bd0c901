import { ERRORS, Failure } from '../../errors.ts'
import type { Claims } from '../../signing/auth/scheme.ts'
import type { Derivative } from '../cache/derivative.ts'
import type { Zone } from '../config.ts'
import { isFresh, parseRange, type Range, slice } from './conditional.ts'
import { contentDisposition } from './disposition.ts'

/** What an answer depends on besides the image. */
export interface ResponseContext {
  readonly request: Request
  readonly zone: Zone
  readonly claims: Claims
  /** Whether the image is made for those alone whom the claims name. */
  readonly personal: boolean
  /** Whether the client's Accept header chose the format. */
  readonly negotiated: boolean
  /** Unix time in seconds. */
  readonly now: number
  /** The name that browsers save the image under. */
  readonly download: string | undefined
  /** The entity tag that clients get: not the stored tag of the image, but the one that `EntityTag` makes of it. */
  readonly etag: string | undefined
  /** Makes a body of bytes in memory. */
  readonly send: (bytes: Uint8Array<ArrayBuffer>) => BodyInit
}

/** Headers of every answer, image or error. */
export const ALWAYS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
}

function cacheControl({ until }: Derivative, { zone, claims, personal, now }: ResponseContext): string {
  const last = Math.min(until, now + zone.browser_max_age, claims.expire ?? until)
  const shared = claims.ip === undefined && !personal
  return `${shared ? 'public' : 'private'}, max-age=${Math.max(0, last - now)}`
}

function allowedOrigin({ cors }: Zone, request: Request): string | undefined {
  if (cors.includes('*')) return '*'
  const origin = request.headers.get('origin')
  return origin !== null && cors.includes(origin) ? origin : undefined
}

function vary(zone: Zone, negotiated: boolean): string | undefined {
  const names = [negotiated && 'Accept', zone.cors.length > 0 && !zone.cors.includes('*') && 'Origin']
  return names.filter((name) => name !== false).join(', ') || undefined
}

function headersOf(derivative: Derivative, context: ResponseContext): Headers {
  const { request, zone, negotiated, download, etag } = context
  const headers = new Headers({
    ...ALWAYS,
    'content-type': derivative.type,
    'cache-control': cacheControl(derivative, context),
    'cross-origin-resource-policy': zone.resource_policy,
    'accept-ranges': 'bytes',
    'x-ip': String(derivative.processed),
    'x-ip-info': derivative.info,
  })
  const optional = {
    etag,
    vary: vary(zone, negotiated),
    'content-disposition': download === undefined ? undefined : contentDisposition(download),
    'access-control-allow-origin': allowedOrigin(zone, request),
  }
  for (const [name, value] of Object.entries(optional)) if (value) headers.set(name, value)
  return headers
}

function drop(body: Derivative['body']): void {
  if (body instanceof ReadableStream) body.cancel().catch(() => undefined)
}

/** Sends part of a stream with its length rather than in chunks. */
function bodyOf(body: Derivative['body'], range: Range | undefined, { send }: ResponseContext): BodyInit {
  const part = range ? slice(body, range) : body
  if (part instanceof Uint8Array) return send(part)
  return range ? part.pipeThrough(new FixedLengthStream(range.last - range.first + 1)) : part
}

/**
 * Answers with an image: 200, 206 for one range, 304 where the client's copy is current, 416; without body for HEAD, for
 * which ranges are not defined (RFC 9110 14.2). The caller has verified the request.
 */
export function respond(derivative: Derivative, context: ResponseContext): Response {
  const { request, etag } = context
  const headers = headersOf(derivative, context)
  const { body, length } = derivative
  if (isFresh(request.headers, etag)) {
    drop(body)
    return new Response(null, { status: 304, headers })
  }
  const head = request.method === 'HEAD'
  const range = head || length === undefined ? undefined : parseRange(request.headers, length, etag)
  if (range === 'unsatisfiable') {
    drop(body)
    const refusal = refusalResponse(new Failure('bad-range', `the image has ${length} bytes`), false)
    refusal.headers.set('content-range', `bytes */${length}`)
    return refusal
  }
  if (range) headers.set('content-range', `bytes ${range.first}-${range.last}/${length}`)
  const size = range ? range.last - range.first + 1 : length
  if (size !== undefined) headers.set('content-length', String(size))
  if (head) {
    drop(body)
    return new Response(null, { headers })
  }
  return new Response(bodyOf(body, range, context), { status: range ? 206 : 200, headers })
}

/**
 * Answers a CORS preflight for an image that scripts of the origin may read.
 * @throws Failure method-not-allowed where the zone grants none
 */
export function preflight(zone: Zone, request: Request): Response {
  if (zone.cors.length === 0) throw new Failure('method-not-allowed')
  const origin = allowedOrigin(zone, request)
  const headers = new Headers({ ...ALWAYS, 'access-control-max-age': '86400', vary: 'Origin' })
  if (origin) {
    headers.set('access-control-allow-origin', origin)
    headers.set('access-control-allow-methods', 'GET, HEAD')
    headers.set('access-control-allow-headers', 'Range, If-None-Match')
  }
  return new Response(null, { status: 204, headers })
}

const BUSY_RETRY_SECONDS = 2

/**
 * Answers with a failure, as `application/problem+json` (RFC 9457); no other code does.
 * Every 403 has the same body, whatever failed; the header `signet-reason` says it in development.
 */
export function refusalResponse(failure: Failure, development: boolean): Response {
  const { code, detail, reason, retryAfter = code === 'busy' ? BUSY_RETRY_SECONDS : undefined } = failure
  const { status, title } = ERRORS[code]
  const problem = { title, status, code, ...(detail !== undefined && { detail }) }
  const headers = new Headers({
    ...ALWAYS,
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'x-ip-error': code,
  })
  if (retryAfter !== undefined) headers.set('retry-after', String(retryAfter))
  if (code === 'method-not-allowed') headers.set('allow', 'GET, HEAD')
  if (development) headers.set('signet-reason', (reason ?? detail ?? title).replace(/[^ -~]/g, '?'))
  return new Response(JSON.stringify(problem), { status, headers })
}
