import type { Io } from '../command.ts'
import { errorCode } from '../error-code.ts'
import { READY_PATH } from '../local-server.ts'

/** Waiting times for a server, in milliseconds. */
export interface Patience {
  /** Time between two lines that say that the server is still starting. */
  readonly notice: number
  /** Time after which an attempt is repeated. A starting server may lose a request. */
  readonly attempt: number
  /** Time after which no further attempt is made. */
  readonly limit: number
}

/**
 * 5 minutes: on a machine whose processors were all busy, a start took longer than one minute
 * (2026-11-29).
 */
const PATIENCE: Patience = { notice: 10_000, attempt: 2000, limit: 300_000 }

/** Milliseconds between two attempts. */
const PAUSE = 100

/** Result of one attempt to reach the server. */
type Attempt =
  | { readonly ready: true }
  | {
      readonly ready: false
      /** Status or error code, such as `ECONNREFUSED`. */
      readonly failure: string
      /** Reason that the server itself gives. It makes further attempts useless. */
      readonly reason?: string | undefined
    }

async function tryOnce(url: string, timeout: number): Promise<Attempt> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeout) })
    // The next attempt can use the connection of a body that was read.
    await response.arrayBuffer()
    if (response.ok) return { ready: true }
    const reason = response.headers.get('signet-reason') ?? undefined
    return { ready: false, failure: `status ${response.status}`, reason }
  } catch (error) {
    return { ready: false, failure: errorCode(error) }
  }
}

/**
 * Waits until the local server answers. Prints a line now and then, so that a slow start does not
 * look like a fault.
 * @param ended resolves when the server's process ends
 * @returns `undefined` if the server answers, or the reason why it does not answer
 */
export async function untilReady(
  base: string,
  ended: Promise<unknown>,
  { err }: Pick<Io, 'err'>,
  { notice, attempt, limit }: Patience = PATIENCE,
): Promise<string | undefined> {
  let running = true
  ended.finally(() => {
    running = false
  })
  // `Date.now()` jumps when the machine's clock is set, for example after a sleep.
  const start = performance.now()
  const timer = setInterval(
    () => err(`still starting … (${Math.round((performance.now() - start) / 1000)} seconds)`),
    notice,
  )
  let failure = 'none'
  try {
    while (running && performance.now() - start < limit) {
      const result = await tryOnce(base + READY_PATH, attempt)
      if (result.ready) return undefined
      if (result.reason) return result.reason
      failure = result.failure
      await new Promise((resolve) => setTimeout(resolve, PAUSE))
    }
  } finally {
    clearInterval(timer)
  }
  return running
    ? `the server was not ready after ${Math.round(limit / 60_000)} minutes (last attempt: ${failure}): end programs that keep this machine busy, and start it again`
    : 'the server ended'
}
