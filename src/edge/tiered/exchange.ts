import * as v from 'valibot'
import { ERRORS, type ErrorCode, Failure } from '../../errors.ts'
import type { Derivative } from '../cache/derivative.ts'
import { cacheControl } from '../cache/freshness.ts'
import type { Obtained } from '../cache/obtain.ts'
import { storeKey } from '../cache/r2-store.ts'
import { formatStored, parseStored } from '../cache/stored.ts'
import { TIER_PLACES } from '../cache/tier.ts'
import type { Located } from '../request/work.ts'

/** A name with `token`: Cloudflare hides the values of such headers from Tail Workers. */
const SIGNED_URL = 'signet-token-url'
const ASK = 'signet-ask'
const RUN = 'signet-run'

const FOLDER = '/.signet/render/'

/** A question of the gateway to the entrypoint `Render`. */
export interface Question {
  /** Random: an answer that has another one was made for another request. */
  readonly ask: string
  /** As the gateway received and verified it. */
  readonly signedUrl: string
  readonly accept: string | null
}

/** The part of a question's URL by which the platform caches: no token, no claim, no name. */
export async function renderPath(key: string): Promise<string> {
  return FOLDER + (await storeKey(key))
}

/**
 * @param url with the path of `renderPath`
 * @param method GET goes through the cache, POST past it
 */
export function formatQuestion(
  url: string,
  { ask, signedUrl, accept }: Question,
  method: 'GET' | 'POST',
): Request {
  // The only headers: those of a client could part the cache, or lead past it.
  const headers = new Headers({ [ASK]: ask, [SIGNED_URL]: signedUrl })
  if (accept !== null) headers.set('accept', accept)
  return new Request(url, { method, headers })
}

/** The inverse of `formatQuestion`. What is no question has an empty URL, which is refused like any other. */
export function parseQuestion({ headers }: Pick<Request, 'headers'>): Question {
  return {
    ask: headers.get(ASK) ?? '',
    signedUrl: headers.get(SIGNED_URL) ?? '',
    accept: headers.get('accept'),
  }
}

/** How an answer came about. It is part of what the cache keeps, and true for the request with this `ask` alone. */
const RunSchema = v.object({
  ask: v.string(),
  /** The path that was asked for. */
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
 * The answer with an image, which the cache keeps as long as the zone allows. One whose length is not known it does not keep:
 * a part of it would look complete.
 * @param body of the derivative, ready to be sent
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

/** The answer with a failure, for the gateway alone; no cache keeps it. */
export function formatFailure({ code, detail, reason, retryAfter }: Failure, run: Run): Response {
  const headers = {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    [RUN]: JSON.stringify(run),
  }
  const { status } = ERRORS[code]
  return new Response(JSON.stringify({ code, detail, reason, retryAfter }), { status, headers })
}

/** An answer, and how it came about. */
export interface RenderAnswer {
  readonly run: Run
  readonly result: Pick<Obtained, 'derivative'> | { readonly failure: Failure }
}

/** @throws Failure internal: not an answer of `Render` */
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
