import type { Fetch } from '../doctor/visit.ts'
import { errorCode } from '../error-code.ts'
import { fetchWithRetry, type Sleep } from '../fetch-with-retry.ts'

/** Outcome of a request. `left` means that the user interrupted the command before the answer. */
export type Outcome =
  | { readonly kind: 'made' | 'cached' | 'left' }
  | { readonly kind: 'failed'; readonly why: string }

/**
 * Timeout of a request in milliseconds. It is longer than the 90 s for which the server lets a
 * request wait.
 */
const TIMEOUT = 120_000

/**
 * Rules for retries. If the server has no memory left for another image, its answer has the header
 * `Retry-After`.
 */
const PATIENCE = { statuses: [429, 503], tries: 6, longest: 60 } as const

const HIT = /(?:^|,)\s*signet\s*;\s*hit\b/

async function drain({ body }: Response): Promise<void> {
  if (!body) return
  for await (const _ of body);
}

/**
 * Requests an image and reads it to its end, because the server stops working for a client that
 * disconnects. Never throws.
 */
export async function warmImage(
  url: string,
  accept: string,
  { fetch, sleep, signal }: { readonly fetch: Fetch; readonly sleep: Sleep; readonly signal: AbortSignal },
): Promise<Outcome> {
  const ask = () =>
    fetch(url, {
      headers: { accept },
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
    })
  try {
    const response = await fetchWithRetry(ask, { ...PATIENCE, sleep, signal })
    await drain(response)
    const { ok, status, headers } = response
    if (!ok) return { kind: 'failed', why: `${status} ${headers.get('x-ip-error') ?? ''}`.trimEnd() }
    return { kind: HIT.test(headers.get('cache-status') ?? '') ? 'cached' : 'made' }
  } catch (error) {
    return signal.aborted ? { kind: 'left' } : { kind: 'failed', why: errorCode(error) }
  }
}
