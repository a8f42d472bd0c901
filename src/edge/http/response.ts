import { ERRORS, type ErrorCode, Failure } from '../../errors.ts'
import type { Derivative } from '../cache/derivative.ts'
import type { Zone } from '../config.ts'
import { endResponse } from '../isolate/own-bytes.ts'
import { isFresh, parseRange, type Range, slice } from './conditional.ts'
import { allowedOrigin, imageHeaders, type ResponseContext } from './image-headers.ts'

/** Headers of every answer, image or error. */
export const ALWAYS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
}

function drop(body: Derivative['body']): void {
  if (body instanceof ReadableStream) body.cancel().catch(() => undefined)
  else endResponse(body)
}

/**
 * Returns the response body. A range of a stream gets a known length, so that it is not sent in
 * chunks.
 */
function bodyOf(body: Derivative['body'], range: Range | undefined, { send }: ResponseContext): BodyInit {
  const part = range ? slice(body, range) : body
  if (part instanceof Uint8Array) return send(part)
  return range ? part.pipeThrough(new FixedLengthStream(range.last - range.first + 1)) : part
}

/**
 * Makes the response that delivers an image: 200, 206 for one range, 304 if the client's copy is
 * current, or 416. The response to HEAD has no body and ignores ranges, which HEAD does not define
 * (RFC 9110 14.2). The caller has verified the request.
 */
export function respond(derivative: Derivative, context: ResponseContext): Response {
  const { request, etag } = context
  const headers = new Headers({ ...ALWAYS, ...imageHeaders(derivative, context) })
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
 * @throws Failure method-not-allowed: the zone allows no origin
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

/** Makes the response for an error code, with the detail and headers that some failures have. */
function problem(
  code: ErrorCode,
  {
    detail,
    headers,
  }: { readonly detail?: string | undefined; readonly headers?: Record<string, string> } = {},
): Response {
  const { status, title } = ERRORS[code]
  const body = { title, status, code, ...(detail !== undefined && { detail }) }
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      ...ALWAYS,
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-ip-error': code,
      ...headers,
    },
  })
}

/**
 * Makes the response for a failure, as `application/problem+json` (RFC 9457). No other code makes
 * error responses. Every 403 has the same body, so that it does not reveal which check failed. In
 * development, the header `signet-reason` gives the reason.
 */
export function refusalResponse(failure: Failure, development: boolean): Response {
  const { code, detail, reason, retryAfter = code === 'busy' ? BUSY_RETRY_SECONDS : undefined } = failure
  const told = (reason ?? detail ?? ERRORS[code].title).replace(/[^ -~]/g, '?')
  const headers = {
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    ...(code === 'method-not-allowed' && { allow: 'GET, HEAD' }),
    ...(development && { 'signet-reason': told }),
  }
  return problem(code, { detail, headers })
}

/**
 * Makes the response for a failure whose own response cannot be made. It depends on no value of the
 * failure, so it cannot fail.
 */
export const fixedRefusal = (): Response => problem('internal')
