import { Failure } from '../../errors.ts'
import { ageOf } from '../cache/freshness.ts'
import type { Obtained } from '../cache/obtain.ts'
import type { Purged } from '../cache/r2-store.ts'
import { dropBody } from '../cache/tiers.ts'
import type { RequestLog } from '../log/request-log.ts'
import type { Located } from '../request/facts.ts'
import { formatQuestion, parseAnswer, type RenderAnswer, renderPath } from './exchange.ts'

/**
 * This Worker's entrypoint `Render`, as the gateway calls it. The platform's cache is in front of
 * it.
 */
export interface RenderEntrypoint {
  fetch(request: Request, init: { readonly signal: AbortSignal }): Promise<Response>
  /**
   * Purges copies of images from the platform's cache.
   * @returns the reason why nothing was purged; `undefined` after a purge
   */
  purge(purged: Purged, tags: readonly string[]): Promise<string | undefined>
}

function isRender(value: unknown): value is RenderEntrypoint {
  const { fetch, purge }: { fetch?: unknown; purge?: unknown } = Object(value)
  return typeof fetch === 'function' && typeof purge === 'function'
}

/**
 * Returns the entrypoint `Render`.
 * @throws Failure misconfigured: the entry of the Worker does not export it
 */
export function renderOf({ exports }: { readonly exports?: unknown }): RenderEntrypoint {
  const { Render }: { Render?: unknown } = Object(exports)
  if (!isRender(Render))
    throw new Failure('misconfigured', undefined, 'cache.tiered: the entry of the Worker exports no Render')
  return Render
}

interface Asking {
  readonly request: Request
  readonly render: RenderEntrypoint
  readonly log: RequestLog
  /** Unix time in seconds at which the request arrived. */
  readonly now: number
}

const FROM_CACHE: Obtained['outcome'] = {
  hit: true,
  tier: 'tiered',
  stale: false,
  shared: false,
  stored: false,
}

interface Received extends RenderAnswer {
  /** `true` if the answer was made for this request. Otherwise it comes from the cache. */
  readonly isOwn: boolean
}

/**
 * Gets an image from the cache in front of `Render`, or from `Render` itself. The caller has
 * verified the request, because no check runs if the cache has the image. If the cache gives an
 * answer that must not be served, such as an image that is stale by the zone's rules, `Render` is
 * asked again without the cache.
 * @throws Failure that of `Render`; internal: the cache answers a request that must bypass it
 */
export async function askRender(
  { key, zone }: Located,
  { request: { url: signedUrl, headers, signal }, render, log: { clock, plan }, now }: Asking,
): Promise<Obtained> {
  const accept = headers.get('accept')
  const path = await renderPath(key)
  const url = new URL(key).origin + path

  async function askBy(method: 'GET' | 'POST'): Promise<Received> {
    const ask = crypto.randomUUID()
    const question = formatQuestion(url, { ask, signedUrl, accept }, method)
    const answer = await parseAnswer(await render.fetch(question, { signal }))
    return { ...answer, isOwn: answer.run.ask === ask }
  }

  function maySend({ isOwn, run, result }: Received): boolean {
    if (isOwn) return true
    return 'derivative' in result && run.path === path && ageOf(result.derivative, zone, now) !== 'stale'
  }

  async function ask(): Promise<Received> {
    const cached = await askBy('GET')
    if (maySend(cached)) return cached
    if ('derivative' in cached.result) dropBody(cached.result.derivative)
    const passed = await askBy('POST')
    if (!passed.isOwn) throw new Failure('internal', undefined, 'the cache in front of Render answers a POST')
    return passed
  }

  const begin = performance.now()
  const { run, result, isOwn } = await ask()
  if (!isOwn) clock.add('cache', performance.now() - begin)
  else for (const [name, ms] of Object.entries(run.stages)) clock.add(name, ms)
  if (isOwn && run.memory !== undefined) plan(run.memory)
  if ('failure' in result) throw result.failure
  return { ...result, outcome: (isOwn && run.outcome) || FROM_CACHE }
}
