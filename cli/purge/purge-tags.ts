import { refuse } from '../command.ts'
import type { Fetch } from '../doctor/visit.ts'
import { fetchWithRetry, type Sleep } from '../fetch-with-retry.ts'
import { isCloudflareId } from './remote-bucket.ts'

const API = 'https://api.cloudflare.com/client/v4'

/**
 * Maximum number of tags in one request, on every Cloudflare plan (page "Purge cache", 2026-11-26).
 */
export const MAX_TAGS = 100

const TIMEOUT = 30_000

/**
 * Rules for retries. Cloudflare allows five requests per minute on the Free plan. The header
 * `Retry-After` of a refusal says when the next request is possible.
 */
const PATIENCE = { statuses: [429, 500, 502, 503, 504], tries: 8, longest: 300 } as const

/** Cloudflare zone id, and an API token that may purge the zone's cache. */
export interface CacheZone {
  readonly id: string
  readonly token: string
}

/**
 * Returns the environment's zone and token, or `undefined` if one is missing.
 * @throws Failure bad-parameter: the variable is not the id of a zone
 */
export function cacheZoneOf(env: Readonly<Record<string, string | undefined>>): CacheZone | undefined {
  const { CLOUDFLARE_ZONE_ID: id, CLOUDFLARE_API_TOKEN: token } = env
  if (!id || !token) return undefined
  if (!isCloudflareId(id)) refuse('CLOUDFLARE_ZONE_ID must be the id of a zone: 32 hexadecimal digits')
  return { id, token: token.trim() }
}

const ADVICE: ReadonlyMap<number, string> = new Map([
  [400, 'CLOUDFLARE_API_TOKEN is not a valid token'],
  [401, 'check CLOUDFLARE_API_TOKEN'],
  [403, 'CLOUDFLARE_API_TOKEN needs the permission Zone → Cache Purge → Purge for this zone'],
  [404, 'check CLOUDFLARE_ZONE_ID'],
  [429, 'the purges of your plan are used up: run the command again later'],
])

/** Returns the error in an answer of the API, or `undefined` if the request succeeded. */
function refusalOf(answer: string): string | undefined {
  const { success, errors = [] } = Object(parseJson(answer))
  if (success === true) return undefined
  const { code, message } = Object(Object(errors)[0])
  return message === undefined
    ? 'no reason'
    : `${code}: ${String(message).replace(/\s+/g, ' ').slice(0, 200)}`
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Purges tags from Cloudflare's cache of a zone in all data centers. Waits if Cloudflare limits the
 * rate.
 * @returns the request count
 * @throws Failure bad-parameter: Cloudflare's error and advice, without the token
 * @example await purgeTags(['source:m0zXzgx1Yf0bQ0aHk3pQ7w'], { id, token }, { fetch, sleep })
 */
export async function purgeTags(
  tags: readonly string[],
  { id, token }: CacheZone,
  { fetch, sleep }: { readonly fetch: Fetch; readonly sleep: Sleep },
): Promise<number> {
  let requests = 0
  for (let at = 0; at < tags.length; at += MAX_TAGS) {
    const body = JSON.stringify({ tags: tags.slice(at, at + MAX_TAGS) })
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const sendOnce = () =>
      fetch(`${API}/zones/${id}/purge_cache`, {
        method: 'POST',
        headers,
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT),
      })
    const response = await fetchWithRetry(sendOnce, { ...PATIENCE, sleep }).catch(() =>
      refuse('api.cloudflare.com cannot be reached: run the command again to purge the remaining tags'),
    )
    const refusal = refusalOf(await response.text())
    if (refusal !== undefined) {
      const advice = ADVICE.get(response.status) ?? 'run the command again later'
      const said = refusal.replaceAll(token, '…')
      refuse(`Cloudflare refuses to purge by tag, ${response.status} (${said}): ${advice}`)
    }
    requests++
  }
  return requests
}
