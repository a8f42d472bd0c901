import type { Claims } from '../../signing/auth/scheme.ts'
import type { Derivative } from '../cache/derivative.ts'
import { formatInfo } from '../cache/info.ts'
import type { Zone } from '../config.ts'
import { contentDisposition } from './disposition.ts'

/** Properties of the request, its zone and its claims on which the response headers depend. */
export interface ResponseContext {
  readonly request: Request
  readonly zone: Zone
  readonly claims: Claims
  /**
   * `true` if shared caches must not keep the answer: the image has an invisible mark made from the
   * claims (`mark=claims`), or the answer depends on a function `authorize`.
   */
  readonly personal: boolean
  /** `true` if the client's Accept header chose the format. */
  readonly negotiated: boolean
  /** Unix time in seconds at which the request arrived. */
  readonly now: number
  /** File name under which browsers save the image; `undefined` if the image is to be shown. */
  readonly download: string | undefined
  /**
   * Entity tag for the client, which `EntityTag` makes from the stored tag; `undefined` if the
   * image has none.
   */
  readonly etag: string | undefined
  /** Makes a response body of bytes that are in memory. */
  readonly send: (bytes: Uint8Array<ArrayBuffer>) => BodyInit
}

function cacheControl({ until }: Derivative, { zone, claims, personal, now }: ResponseContext): string {
  const last = Math.min(until, now + zone.browser_max_age, claims.expire ?? until)
  const shared = claims.ip === undefined && !personal
  return `${shared ? 'public' : 'private'}, max-age=${Math.max(0, last - now)}`
}

/**
 * Returns the origin whose scripts may read the response: the `Access-Control-Allow-Origin` value.
 * Returns `undefined` if the zone does not list the request's origin.
 */
export function allowedOrigin({ cors }: Zone, request: Request): string | undefined {
  if (cors.includes('*')) return '*'
  const origin = request.headers.get('origin')
  return origin !== null && cors.includes(origin) ? origin : undefined
}

function vary(zone: Zone, negotiated: boolean): string | undefined {
  const names = [negotiated && 'Accept', zone.cors.length > 0 && !zone.cors.includes('*') && 'Origin']
  return names.filter((name) => name !== false).join(', ') || undefined
}

/** Header of a response that delivers an image. */
interface ImageHeader {
  /** Description in Markdown for docs/answers.md. A header without one is not listed there. */
  readonly doc?: string
  /** Returns the header's value, or `undefined` to leave the header out. */
  readonly valueFor: (derivative: Derivative, context: ResponseContext) => string | undefined
}

/** Headers on a response that delivers an image, besides the headers on every response. */
export const IMAGE_HEADERS: Readonly<Record<string, ImageHeader>> = {
  'x-ip': {
    doc: '1 for a processed image, 0 for an original, 2 for an [original that is smaller](formats.md#when-is-the-source-itself-the-answer)',
    valueFor: ({ processed }) => String(processed),
  },
  'x-ip-info': {
    doc: 'bytes (`osz`), dimensions (`odim`, absent for an original) and format (`ofmt`) of the answer; with `max_bytes` or `autoquality` the chosen quality (`q`) and the number of encodes (`tries`); for an [animation](animations.md) its number of `frames`; with `hdr=1` what became of a gain map ([`hdr`](hdr.md))',
    valueFor: ({ info }) => formatInfo(info),
  },
  'cache-control': {
    doc: '`max-age` is at most `browser_max_age` of the zone and never outlives `expire`; an answer that is bound to an address, or that a function [`authorize`](embedding.md#refuse-requests-by-code-of-your-own) may refuse, is `private`',
    valueFor: cacheControl,
  },
  vary: {
    doc: "`Accept` for `format=auto`; `Origin` where the zone's `cors` lists origins",
    valueFor: (_, { zone, negotiated }) => vary(zone, negotiated),
  },
  'content-disposition': {
    doc: 'the file name of `download`',
    valueFor: (_, { download }) => (download === undefined ? undefined : contentDisposition(download)),
  },
  'content-type': { valueFor: ({ type }) => type },
  'cross-origin-resource-policy': { valueFor: (_, { zone }) => zone.resource_policy },
  'accept-ranges': { valueFor: () => 'bytes' },
  etag: { valueFor: (_, { etag }) => etag },
  'access-control-allow-origin': { valueFor: (_, { zone, request }) => allowedOrigin(zone, request) },
}

/**
 * Returns the headers of a response that delivers an image. Headers without a value are left out.
 */
export function imageHeaders(derivative: Derivative, context: ResponseContext): Record<string, string> {
  const values = Object.entries(IMAGE_HEADERS).map(([name, { valueFor }]) => [
    name,
    valueFor(derivative, context),
  ])
  return Object.fromEntries(values.filter(([, value]) => value))
}
