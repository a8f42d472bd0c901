import * as v from 'valibot'
import { ERRORS, type ErrorCode, Failure } from '../../errors.ts'
import type { Derivative } from '../cache/derivative.ts'
import { cacheControl } from '../cache/freshness.ts'
import type { Obtained } from '../cache/obtain.ts'
import { storeKey } from '../cache/r2-store.ts'
import { formatStored, parseStored } from '../cache/stored.ts'
import { TIER_PLACES } from '../cache/tier.ts'
import type { Located } from '../request/facts.ts'

/**
 * Header with the signed URL. Its name contains `token`, because Cloudflare hides the values of
 * such headers from Tail Workers.
 */
const SIGNED_URL = 'signet-token-url'
const ASK = 'signet-ask'
const RUN = 'signet-run'

const FOLDER = '/.signet/render/'

/** Question of the gateway to the entrypoint `Render`. */
export interface Question {
  /** Random id. An answer with another id was made for another request. */
  readonly ask: string
  /** URL as the gateway received and verified it. */
  readonly signedUrl: string
  readonly accept: string | null
}

/**
 * Returns the path of a question. The platform caches by it, so it contains no token, no claim and
 * no name.
 */
export async function renderPath(key: string): Promise<string> {
  return FOLDER + (await storeKey(key))
}

/**
 * Makes the request for a question.
 * @param url URL with the path of `renderPath`
 * @param method GET goes through the cache, POST bypasses it
 */
export function formatQuestion(
  url: string,
  { ask, signedUrl, accept }: Question,
  method: 'GET' | 'POST',
): Request {
  // These are the only headers. Headers of a client could split the cache or bypass it.
  const headers = new Headers({ [ASK]: ask, [SIGNED_URL]: signedUrl })
  if (accept !== null) headers.set('accept', accept)
  return new Request(url, { method, headers })
}

/**
 * Parses a question. It is the inverse of `formatQuestion`. A request that is no question gives an
 * empty URL, which is refused like any other.
 */
export function parseQuestion({ headers }: Pick<Request, 'headers'>): Question {
  return {
    ask: headers.get(ASK) ?? '',
    signedUrl: headers.get(SIGNED_URL) ?? '',
    accept: headers.get('accept'),
  }
}

/**
 * Facts about the run that made an answer. The cache keeps them with the answer. They are true only
 * for the request with this `ask`.
 */
const RunSchema = v.object({
  ask: v.string(),
  /** Path of the question. */
  path: v.string(),
  outcome: v.optional(
    v.object({
      hit: v.boolean(),
      tier: v.exactOptional(v.picklist(TIER_PLACES)),
      stale: v.exactOptional(v.boolean()),
      shared: v.boolean(),
      stored: v.boolean(),
    }),
  ),
  stages: v.record(v.string(), v.number()),
  memory: v.optional(v.number()),
})

export type Run = v.InferOutput<typeof RunSchema>

/**
 * Makes the answer with an image, which the cache keeps as long as the zone allows. An answer
 * without a known length is not kept, because a part of it would look complete.
 * @param body body of the derivative, ready to be sent
 * @param now Unix time in seconds
 */
export async function formatImage(
  { key, zone, tags }: Pick<Located, 'key' | 'zone' | 'tags'>,
  derivative: Derivative,
  body: BodyInit,
  run: Run,
  now: number,
): Promise<Response> {
  const control = derivative.length === undefined ? 'no-store' : cacheControl(derivative, zone, now)
  const headers = await formatStored(key, derivative, control, tags)
  headers.set(RUN, JSON.stringify(run))
  return new Response(body, { headers })
}

const FailureSchema = v.object({
  code: v.custom<ErrorCode>((code) => typeof code === 'string' && Object.hasOwn(ERRORS, code)),
  detail: v.optional(v.string()),
  reason: v.optional(v.string()),
  retryAfter: v.optional(v.number()),
})

/** Makes the answer with a failure. It is only for the gateway, and no cache keeps it. */
export function formatFailure({ code, detail, reason, retryAfter }: Failure, run: Run): Response {
  const headers = {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    [RUN]: JSON.stringify(run),
  }
  const { status } = ERRORS[code]
  return new Response(JSON.stringify({ code, detail, reason, retryAfter }), { status, headers })
}

/** Answer of `Render`, and facts about the run that made it. */
export interface RenderAnswer {
  readonly run: Run
  readonly result: Pick<Obtained, 'derivative'> | { readonly failure: Failure }
}

/**
 * Parses an answer.
 * @throws Failure internal: it is not an answer of `Render`
 */
export async function parseAnswer(response: Response): Promise<RenderAnswer> {
  const run = v.safeParse(RunSchema, JSON.parse(response.headers.get(RUN) ?? 'null'))
  const derivative = response.status === 200 ? parseStored(response) : undefined
  if (run.success && derivative) return { run: run.output, result: { derivative } }
  if (!run.success || response.status === 200) {
    await response.body?.cancel()
    throw new Failure('internal', undefined, `the entrypoint Render answered ${response.status}`)
  }
  const { code, detail, reason, retryAfter } = v.parse(FailureSchema, await response.json())
  return { run: run.output, result: { failure: new Failure(code, detail, reason, { retryAfter }) } }
}
