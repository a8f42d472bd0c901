import { errorCode, type Fetch } from '../doctor/visit.ts'
import { patiently, type Sleep } from '../patience.ts'

/** What became of a request: `left` where it was given up at the user's wish. */
export type Outcome =
  | { readonly kind: 'made' | 'cached' | 'left' }
  | { readonly kind: 'failed'; readonly why: string }

/** Milliseconds: the server lets requests wait for 90 s at most. */
const TIMEOUT = 120_000

/** A server that has no room for another image says when it will. */
const PATIENCE = { statuses: [429, 503], tries: 6, longest: 60 } as const

const HIT = /(?:^|,)\s*signet\s*;\s*hit\b/

async function drain({ body }: Response): Promise<void> {
  if (!body) return
  for await (const _ of body);
}

/** Requests an image, and reads it to its end: a server stops work for a client that has left. Never throws. */
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
    const response = await patiently(ask, { ...PATIENCE, sleep, signal })
    await drain(response)
    const { ok, status, headers } = response
    if (!ok) return { kind: 'failed', why: `${status} ${headers.get('x-ip-error') ?? ''}`.trimEnd() }
    return { kind: HIT.test(headers.get('cache-status') ?? '') ? 'cached' : 'made' }
  } catch (error) {
    return signal.aborted ? { kind: 'left' } : { kind: 'failed', why: errorCode(error) }
  }
}
