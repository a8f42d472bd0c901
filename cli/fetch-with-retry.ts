import { setTimeout } from 'node:timers/promises'
import { retryAfter } from '../src/edge/source/header-values.ts'

/** Function that waits for some milliseconds. It rejects when the signal is aborted. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<unknown>

export const sleep: Sleep = (ms, signal) => setTimeout(ms, undefined, { signal })

/** Rules for sending a request again. */
export interface RetryRules {
  /** HTTP statuses after which the request is sent again. */
  readonly statuses: readonly number[]
  /** `true` if the request is also sent again after a failed connection. */
  readonly reconnects?: boolean
  /** Maximum number of attempts. */
  readonly tries: number
  /**
   * Maximum duration of a single wait in seconds. If `Retry-After` asks for more, the answer is
   * final.
   */
  readonly longest: number
  readonly sleep: Sleep
  readonly signal?: AbortSignal
}

/**
 * Duration of the first wait in seconds if the answer has no `Retry-After`. The duration doubles
 * with each further wait.
 */
const FIRST_WAIT = 1

/**
 * Sends a request until its answer is final. Between attempts it waits as long as `Retry-After`
 * says, or with exponential backoff.
 * @returns the last answer
 * @throws the error of the last attempt, or AbortError if the signal is aborted
 * @example
 * await fetchWithRetry(() => fetch(url), { statuses: [429, 503], tries: 5, longest: 60, sleep })
 */
export async function fetchWithRetry(ask: () => Promise<Response>, rules: RetryRules): Promise<Response> {
  const { statuses, reconnects = false, tries, longest, sleep, signal } = rules
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
