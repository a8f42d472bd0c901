import { meter } from '../../engine/bytes/meter.ts'
import { Failure, type FailureOptions } from '../../errors.ts'
import { isPlainPath } from '../../signing/url/plain-path.ts'
import { type Access, ANONYMOUS } from './access.ts'
import { freshness } from './cache-control.ts'
import { accessPrefix } from './credentials.ts'
import { type Deadline, deadline } from './deadline.ts'
import { credentialHeaders, headerAccess } from './header-access.ts'
import { parseInteger, retryAfter } from './header-values.ts'
import type { SourceKind, SourceRules } from './kind.ts'
import { limitedBody } from './limited-body.ts'
import { baseRefusal, type OriginRules, originRefusal } from './origin.ts'
import { type OpenSource, type Source, unchanged, type Validators } from './source.ts'

type Fetch = typeof globalThis.fetch

const MAX_REDIRECTS = 3
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])
const OVERLOADED: ReadonlySet<number> = new Set([429, 503])
/**
 * Statuses of an origin that mean that its image is gone. Cached copies must then no longer be
 * served.
 */
const GONE: ReadonlySet<number> = new Set([401, 403, 404, 410, 451])

/**
 * Headers of every request to an origin. `accept` prefers JPEG and PNG, so that an origin that
 * chooses a format does not encode an AVIF. `accept-encoding: identity` asks for bytes without
 * compression, which `imageOf` requires.
 */
const HEADERS = {
  accept: 'image/jpeg,image/png,image/*;q=0.5',
  'accept-encoding': 'identity',
  'user-agent': 'signet',
}

/**
 * `fetch` settings with which Cloudflare neither caches nor changes the origin's bytes. `no-store`
 * needs a compatibility date from 2024-11-11 on.
 */
const UNCHANGED = { cache: 'no-store', cf: { polish: 'off', mirage: false } } as const

/** Source kind for images below an HTTPS origin. */
export const http: SourceKind = {
  forms: ['https://host/path/'],
  about: 'files of a web server, anonymously or with [credentials](#credentials)',
  pattern: /^https?:\/\/.+\/$/,
  ignoresCase: true,
  urlOf: (source) => source,
  assertCredentials(credentials, env) {
    if (credentials) credentialHeaders(credentials, env)
  },
  open({ source, credentials }, env, rules) {
    const base = parseBase(source)
    const access = credentials && headerAccess(credentials, env, base)
    const nameOf = (path: string) => accessPrefix(credentials) + addressOf(base, path, access).href
    return { nameOf, origin: base.host, open: httpSource(base, rules, { access }) }
  },
}

/**
 * Parses the URL of an origin.
 * @throws Failure misconfigured
 */
export function parseBase(text: string): URL {
  const base = URL.parse(text)
  if (!base) throw new Failure('misconfigured', undefined, 'the origin is not a valid URL')
  return base
}

/** Settings and functions with which `httpSource` reaches its origin. */
export interface Reach {
  readonly access?: Access | undefined
  /** Replacement for `fetch` in tests. */
  readonly fetch?: Fetch
}

/**
 * Returns the function that opens images below an HTTPS origin. No header of the client's request
 * is sent to the origin. A redirect must satisfy the rules for the base and stay on its host.
 *
 * @param base URL that paths are appended to; it ends with `/`
 * @throws Failure misconfigured: `baseRefusal` refuses the base
 * @example const open = httpSource(new URL('https://images.example.com/photos/'), rules)
 */
export function httpSource(base: URL, rules: SourceRules, reach: Reach = {}): OpenSource {
  const { access = ANONYMOUS, fetch = globalThis.fetch } = reach
  const refusal = baseRefusal(base, rules)
  if (refusal !== undefined) throw new Failure('misconfigured', undefined, `the origin ${refusal}`)
  return async (path, signal, known) => {
    const url = addressOf(base, path, access)
    const clock = deadline(rules, signal)
    const sent = { access, conditions: conditions(known), signal: clock.signal }
    const response = await clock.run(() => follow(url, rules, sent, fetch))
    try {
      if (response.status === 304 && known) return unchanged(known, remaining(response.headers))
      const told = response.status === 200 ? undefined : await clock.run(() => access.refusalOf(response))
      if (told) throw new Failure(told.code, undefined, told.reason, { source: meaningOf(response.status) })
      return imageOf(response, rules.maxBytes, clock)
    } catch (failure) {
      discard(response)
      throw failure
    }
  }
}

/**
 * Returns the URL of a path below an origin. Each segment is encoded, so a URL parser cannot read
 * it as anything but a name.
 *
 * @param path decoded
 * @throws Failure not-found: `isPlainPath` refuses the path
 * @example addressOf(new URL('https://images.example.com/photos/'), 'a b.jpg').href
 *   // 'https://images.example.com/photos/a%20b.jpg'
 */
export function addressOf(base: URL, path: string, { encode }: Pick<Access, 'encode'> = ANONYMOUS): URL {
  if (!isPlainPath(path)) throw new Failure('not-found')
  return new URL(base.href + path.split('/').map(encode).join('/'))
}

/**
 * Returns the headers of a conditional request. An entity tag is more precise than a date (RFC 9110
 * 13.1), so the date is sent only if there is no tag.
 */
function conditions(known: Validators | undefined): Record<string, string> {
  if (known?.etag !== undefined) return { 'if-none-match': known.etag }
  return known?.modified === undefined ? {} : { 'if-modified-since': known.modified }
}

interface Sent {
  readonly access: Access
  readonly conditions: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

async function follow(
  url: URL,
  rules: OriginRules,
  { access, conditions, signal }: Sent,
  fetch: Fetch,
): Promise<Response> {
  let next = url
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const headers = { ...HEADERS, ...conditions, ...(await access.headersFor(next)) }
    const response = await fetchWithRetry(next, headers, signal, fetch)
    if (!REDIRECTS.has(response.status) || !access.followsRedirects) return response
    discard(response)
    next = redirectTarget(response, next, rules)
  }
  throw new Failure('bad-origin', undefined, `the origin redirects more than ${MAX_REDIRECTS} times`)
}

/**
 * Fetches a URL, and retries once after a lost connection. An idle connection that the origin has
 * closed fails when it is reused.
 */
async function fetchWithRetry(
  url: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
  fetch: Fetch,
): Promise<Response> {
  const init = { headers, redirect: 'manual', signal, ...UNCHANGED } as const
  try {
    return await fetch(url, init)
  } catch (error) {
    if (signal.aborted || !isLostConnection(error)) throw error
    return fetch(url, init)
  }
}

const isLostConnection = (error: unknown): boolean =>
  error instanceof Error && 'retryable' in error && error.retryable === true

function redirectTarget(response: Response, from: URL, rules: OriginRules): URL {
  const location = response.headers.get('location')
  const to = location === null ? null : URL.parse(location, from.href)
  if (to === null)
    throw new Failure(
      'bad-origin',
      undefined,
      `the origin redirects without a location (status ${response.status})`,
    )
  const refusal =
    originRefusal(to, rules) ?? (to.origin === from.origin ? undefined : 'must stay on its host')
  if (refusal !== undefined) throw new Failure('bad-origin', undefined, `the redirect ${refusal}`)
  return to
}

function meaningOf(status: number): FailureOptions['source'] {
  if (GONE.has(status)) return 'gone'
  return status === 429 || status >= 500 ? 'unavailable' : undefined
}

/**
 * Checks an origin's response and returns its image. A response with a content encoding is refused.
 * Platforms decode gzip but pass br through, and in both cases report the `content-length` of the
 * encoded bytes.
 */
export function imageOf(response: Response, maxBytes: number, clock: Deadline): Source {
  const { status, headers, body } = response
  if (status === 404 || status === 410)
    throw new Failure('not-found', undefined, undefined, { source: 'gone' })
  if (status !== 200)
    throw new Failure('bad-origin', undefined, `the origin answers with status ${status}`, {
      retryAfter: OVERLOADED.has(status) ? retryAfter(headers.get('retry-after'), Date.now()) : undefined,
      source: meaningOf(status),
    })
  const encoding = headers.get('content-encoding') ?? 'identity'
  if (encoding.toLowerCase() !== 'identity')
    throw new Failure(
      'bad-origin',
      undefined,
      `the origin encodes the body as ${encoding}: it must send it as identity`,
    )
  if (body === null) throw new Failure('bad-origin', undefined, 'the origin sends no body')
  const size = parseInteger(headers.get('content-length'))
  const count = meter(size, maxBytes)
  count.add(0, false)
  return {
    body: limitedBody(body, count, clock),
    size,
    etag: headers.get('etag') ?? undefined,
    modified: headers.get('last-modified') ?? undefined,
    maxAge: remaining(headers),
  }
}

/**
 * Returns the seconds for which a response may still be cached. The time that it has already spent
 * in shared caches on the way is subtracted (`Age`, RFC 9111 section 4.2.3).
 */
export function remaining(headers: Headers): number | undefined {
  const lifetime = freshness(headers.get('cache-control'))
  return lifetime && Math.max(0, lifetime - (parseInteger(headers.get('age')) ?? 0))
}

/**
 * Cancels the body of a response. This frees its connection, because a Worker has only six
 * connections at the same time.
 */
function discard(response: Response): void {
  response.body?.cancel().catch(() => undefined)
}
