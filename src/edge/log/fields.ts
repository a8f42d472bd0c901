import { withoutTokens } from '../source/error-text.ts'
import type { RequestLog } from './request-log.ts'

/** Request, with its response and its log record. */
export interface Answered {
  readonly log: RequestLog
  readonly request: Pick<Request, 'method' | 'headers'>
  readonly response: Pick<Response, 'status' | 'headers' | 'body'>
}

/** Status in the log of a request whose client has left. No response is sent. */
export const CLIENT_GONE = 499

/** Codes of failures whose reason quotes the URL. Their reason is left out of the log. */
const QUOTING: ReadonlySet<string | undefined> = new Set(['bad-url', 'bad-parameter', 'forbidden'])

function codeOf({ response }: Answered): string | undefined {
  if (response.status === CLIENT_GONE) return 'client-gone'
  return response.headers.get('x-ip-error') ?? undefined
}

function reasonOf({ log: { failure } }: Answered): string | undefined {
  if (!failure || QUOTING.has(failure.code)) return undefined
  const reason = failure.reason ?? failure.detail
  return reason === undefined ? undefined : withoutTokens(reason)
}

function bytesOf({ response: { body, headers } }: Answered): number | undefined {
  if (body === null) return 0
  const length = headers.get('content-length')
  return length === null ? undefined : Number(length)
}

/**
 * Returns the Ray ID of the request. Its form is checked, because outside Cloudflare a client may
 * send any text in the header.
 */
function rayOf({ request }: Answered): string | undefined {
  const ray = request.headers.get('cf-ray')
  return ray !== null && /^[0-9a-f]{16}(?:-[A-Z]{3})?$/.test(ray) ? ray : undefined
}

function field<T extends string | number | object>(doc: string, of: (answered: Answered) => T | undefined) {
  return { doc, of }
}

/** Fields in a request's log line, in their order. A field without a value is left out. */
export const FIELDS = {
  kind: field('`request`', () => 'request'),
  status: field('HTTP status of the answer; 499 if the client had left', ({ response }) => response.status),
  code: field('code of an [error](errors.md), or `client-gone`', codeOf),
  reason: field(
    'reason of the error; left out for `bad-url`, `bad-parameter` and `forbidden`, because it would quote the URL',
    reasonOf,
  ),
  method: field('method of the request', ({ request }) => request.method),
  instance: field(
    '[name](embedding.md#several-instances-in-one-worker) of the instance, if it has one',
    ({ log }) => log.instance,
  ),
  zone: field('name of the zone', ({ log }) => log.zone),
  key: field(
    'id of the key that signed; for a URL of another service, the name of its secret or scheme',
    ({ log }) => log.admitted?.key,
  ),
  unsigned: field(
    '`no-token` or `bad-token`: reason for which the URL would be refused outside [report mode](migrate/unsigned.md)',
    ({ log }) => log.admitted?.unsigned,
  ),
  cache: field(
    '`hit`: from a cache; `shared`: made for another request at the same time; `miss`: made for this request',
    ({ log }) => log.cache,
  ),
  tier: field(
    'cache that a hit came from: `edge`, the Cache API of the data center; `bucket`, the bucket of derivatives; `tiered`, the [tiered cache](tiered-cache.md)',
    ({ log }) => log.tier,
  ),
  format: field('format of the image', ({ log }) => log.info?.format),
  width: field('width of a processed image in pixels', ({ log }) => log.info?.size?.width),
  height: field('height of a processed image in pixels', ({ log }) => log.info?.size?.height),
  bytes: field('length of the body of the answer, even if the client does not read it', bytesOf),
  memory: field('bytes of memory that were planned for the work', ({ log }) => log.memory),
  stages: field('milliseconds of each stage, as in `Server-Timing`', ({ log }) => log.clock.stages()),
  path_hash: field('keyed hash of the path as it arrived', ({ log: { settings, received } }) =>
    received === undefined ? undefined : settings?.hashPath?.(received),
  ),
  path: field('path of a verified URL; only with `log_paths = true`', ({ log }) =>
    log.settings?.log_paths && !log.admitted?.unsigned ? log.admitted?.wire.path : undefined,
  ),
  ray: field('`cf-ray` of the request', rayOf),
} as const

type Value<Field> = Field extends { of(answered: Answered): infer Result } ? Result : never

/** Log line about a request, before it is formatted as JSON. */
export type RequestLine = { readonly [Name in keyof typeof FIELDS]: Value<(typeof FIELDS)[Name]> }

/**
 * Builds the log line about a request.
 * @returns all fields; fields without a value are `undefined`
 */
export function requestLine(answered: Answered): RequestLine {
  const values = Object.entries(FIELDS).map(([name, { of }]) => [name, of(answered)])
  return Object.fromEntries(values)
}
