import type { RequestLog } from './request-log.ts'

/** A request that has been answered. */
export interface Answered {
  readonly log: RequestLog
  readonly request: Pick<Request, 'method' | 'headers'>
  readonly response: Pick<Response, 'status' | 'headers' | 'body'>
}

/** The status for a client that has left: it gets no answer. */
export const CLIENT_GONE = 499

/** Their texts quote the URL. */
const QUOTING: ReadonlySet<string | undefined> = new Set(['bad-url', 'bad-parameter', 'forbidden'])

/** No text should have one; a new one might. */
const TOKEN = /[\w-]{43,}/g

function codeOf({ response }: Answered): string | undefined {
  if (response.status === CLIENT_GONE) return 'client-gone'
  return response.headers.get('x-ip-error') ?? undefined
}

function reasonOf({ log: { failure } }: Answered): string | undefined {
  if (!failure || QUOTING.has(failure.code)) return undefined
  return (failure.reason ?? failure.detail)?.replace(TOKEN, '…')
}

function bytesOf({ response: { body, headers } }: Answered): number | undefined {
  if (body === null) return 0
  const length = headers.get('content-length')
  return length === null ? undefined : Number(length)
}

/** A part of the value of `x-ip-info`. */
function infoOf({ log: { info = '' } }: Answered, pattern: RegExp): string | undefined {
  return pattern.exec(info)?.[1]
}

function sideOf(answered: Answered, pattern: RegExp): number | undefined {
  const side = infoOf(answered, pattern)
  return side === undefined ? undefined : Number(side)
}

/** Elsewhere than on Cloudflare a client may send any text. */
function rayOf({ request }: Answered): string | undefined {
  const ray = request.headers.get('cf-ray')
  return ray !== null && /^[0-9a-f]{16}(?:-[A-Z]{3})?$/.test(ray) ? ray : undefined
}

function field<T extends string | number | object>(doc: string, of: (answered: Answered) => T | undefined) {
  return { doc, of }
}

/** What a line has of a request, in this order. A field without a value is left out. */
export const FIELDS = {
  kind: field('`request`', () => 'request'),
  status: field('of the answer; 499: the client had left', ({ response }) => response.status),
  code: field('of an [error](reference.md#errors), or `client-gone`', codeOf),
  reason: field(
    'why; never of `bad-url`, `bad-parameter` and `forbidden`, which would quote the URL',
    reasonOf,
  ),
  method: field('of the request', ({ request }) => request.method),
  zone: field('name of the zone', ({ log }) => log.zone),
  key: field(
    'id of the key that signed; for a URL of another service, the name of its secret or scheme',
    ({ log }) => log.admitted?.key,
  ),
  unsigned: field(
    '`no-token` or `bad-token`: what an enforcing zone refuses, served in [report mode](migrate/unsigned.md)',
    ({ log }) => log.admitted?.unsigned,
  ),
  cache: field(
    '`hit`; `shared`: made for another request at the same time; `miss`: made',
    ({ log }) => log.cache,
  ),
  tier: field(
    'of a hit: `edge`, the Cache API of the data centre, `bucket`, the bucket of derivatives, or `tiered`, the [tiered cache](deploying.md#tiered-cache)',
    ({ log }) => log.tier,
  ),
  format: field('of the image', (answered) => infoOf(answered, /ofmt=(\w+)/)),
  width: field('of a processed image, in pixels', (answered) => sideOf(answered, /odim=(\d+)x/)),
  height: field('of a processed image, in pixels', (answered) => sideOf(answered, /odim=\d+x(\d+)/)),
  bytes: field('of the body of the answer, whether the client reads it or not', bytesOf),
  memory: field('bytes that were planned for the work', ({ log }) => log.memory),
  stages: field('milliseconds by stage, as in `Server-Timing`', ({ log }) => log.clock.stages()),
  path_hash: field('a keyed hash of the path as it arrived', ({ log: { settings, received } }) =>
    received === undefined ? undefined : settings?.hashPath?.(received),
  ),
  path: field('the path itself, with `log_paths = true`, once the URL is verified', ({ log }) =>
    log.settings?.log_paths && !log.admitted?.unsigned ? log.admitted?.wire.path : undefined,
  ),
  ray: field('`cf-ray` of the request', rayOf),
} as const

type Value<Field> = Field extends { of(answered: Answered): infer Result } ? Result : never

/** A line of the log, before it is JSON. */
export type RequestLine = { readonly [Name in keyof typeof FIELDS]: Value<(typeof FIELDS)[Name]> }

/** @returns every field; those without a value are `undefined` */
export function requestLine(answered: Answered): RequestLine {
  const values = Object.entries(FIELDS).map(([name, { of }]) => [name, of(answered)])
  return Object.fromEntries(values)
}
