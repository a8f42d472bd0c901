import { setTimeout } from 'node:timers/promises'
import { retryAfter } from '../src/engine/bytes/header-values.ts'

/** Waits, and rejects once the signal fires. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<unknown>

export const sleep: Sleep = (ms, signal) => setTimeout(ms, undefined, { signal })

/** When a request is sent again. */
export interface Patience {
  /** Statuses that may pass. */
  readonly statuses: readonly number[]
  /** Whether a connection that fails is tried again. */
  readonly reconnects?: boolean
  /** How often it is sent at most. */
  readonly tries: number
  /** Most seconds of a single wait: an answer that asks for more is final. */
  readonly longest: number
  readonly sleep: Sleep
  readonly signal?: AbortSignal
}

/** Seconds before the second try, where the answer does not say; they double. */
const FIRST_WAIT = 1

/**
 * Sends a request until its answer is final: waits as `Retry-After` says, or longer each time.
 * @returns the last answer
 * @throws what the last try throws; AbortError once the signal fires
 * @example await patiently(() => fetch(url), { statuses: [429, 503], tries: 5, longest: 60, sleep })
 */
export async function patiently(ask: () => Promise<Response>, patience: Patience): Promise<Response> {
  const { statuses, reconnects = false, tries, longest, sleep, signal } = patience
  for (let wait = FIRST_WAIT, left = tries - 1; ; wait *= 2, left--) {
    const response = await ask().catch((error) => {
      if (!reconnects || left <= 0 || signal?.aborted) throw error
    })
    if (response && (left <= 0 || !statuses.includes(response.status))) return response
    const asked = retryAfter(response?.headers.get('retry-after') ?? null, Date.now())
    if (response && asked !== undefined && asked > longest) return response
    await response?.body?.cancel()
    await sleep(1000 * (asked ?? Math.min(wait, longest)), signal)
  }
}
