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
 * headers with such names from Tail Workers.
 */
const SIGNED_URL = 'signet-token-url'
const ASK = 'signet-ask'
const RUN = 'signet-run'

const FOLDER = '/.signet/render/'

/** Request of the gateway to the entrypoint `Render`. */
export interface Question {
  /**
   * Random id of the question. An answer with another id was made for another request and comes
   * from the cache.
   */
  readonly ask: string
  /** URL as the client sent it, with its signature. */
  readonly signedUrl: string
  readonly accept: string | null
}

/**
 * Returns a question's path. The platform uses it as its cache key. It is a hash, so it reveals no
 * token, claim or file name.
 */
export async function renderPath(key: string): Promise<string> {
  return FOLDER + (await storeKey(key))
}

/**
 * Formats a question as a request.
 * @param url URL with the path from `renderPath`
 * @param method GET goes through the cache, POST bypasses it
 */
export function formatQuestion(
  url: string,
  { ask, signedUrl, accept }: Question,
  method: 'GET' | 'POST',
): Request {
  // The request has no other headers. Headers of the client could split the cache or bypass it.
  const headers = new Headers({ [ASK]: ask, [SIGNED_URL]: signedUrl })
  if (accept !== null) headers.set('accept', accept)
  return new Request(url, { method, headers })
}

/**
 * Parses a question. It is the inverse of `formatQuestion`. The result for any other request has an
 * empty URL, which later checks refuse.
 */
export function parseQuestion({ headers }: Pick<Request, 'headers'>): Question {
  return {
    ask: headers.get(ASK) ?? '',
    signedUrl: headers.get(SIGNED_URL) ?? '',
    accept: headers.get('accept'),
  }
}

/**
 * Description of the run that made an answer. The cache keeps the description with the answer. It
 * therefore applies only to the request whose question has the same id `ask`.
 */
const RunSchema = v.object({
  ask: v.string(),
  /** Path of the question that was answered. */
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
 * Formats an answer with an image. The cache keeps it as long as the zone allows. An answer of
 * unknown length is not cached, because a cache could not detect a body that ends early.
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

/**
 * Formats an answer with a failure. The cache does not keep it. The gateway makes the client's
 * response from it.
 */
export function formatFailure({ code, detail, reason, retryAfter }: Failure, run: Run): Response {
  const headers = {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    [RUN]: JSON.stringify(run),
  }
  const { status } = ERRORS[code]
  return new Response(JSON.stringify({ code, detail, reason, retryAfter }), { status, headers })
}

/** Answer from `Render`, and a description of the run that made it. */
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
