import type { Io } from '../command.ts'
import { READY_PATH } from '../local-server.ts'

/** Times of waiting for a server, in milliseconds. */
export interface Patience {
  /** Time between two lines that say that the server is still starting. */
  readonly notice: number
  /** Time after which a server that does not answer is given up. */
  readonly limit: number
}

/**
 * 5 minutes: on a machine whose processors were all busy, a start took longer than one minute
 * (2026-11-29).
 */
const PATIENCE: Patience = { notice: 10_000, limit: 300_000 }

/** Milliseconds after which an attempt is repeated. A starting server may lose a request. */
const ATTEMPT = 2000

/**
 * Waits until the local server answers. Prints a line now and then, so that a slow start does not
 * look like a fault.
 * @param ended resolves when the process of the server ends
 * @returns `undefined` if the server answers, or the reason why it does not answer
 */
export async function untilReady(
  base: string,
  ended: Promise<unknown>,
  { err }: Pick<Io, 'err'>,
  { notice, limit }: Patience = PATIENCE,
): Promise<string | undefined> {
  let running = true
  ended.finally(() => {
    running = false
  })
  const start = Date.now()
  const timer = setInterval(
    () => err(`still starting … (${Math.round((Date.now() - start) / 1000)} seconds)`),
    notice,
  )
  try {
    for (let left = limit; running && left > 0; left = start + limit - Date.now()) {
      const signal = AbortSignal.timeout(Math.min(left, ATTEMPT))
      const response = await fetch(base + READY_PATH, { signal }).catch(() => undefined)
      if (response?.ok) return undefined
      const reason = response?.headers.get('signet-reason')
      if (reason) return reason
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  } finally {
    clearInterval(timer)
  }
  return running
    ? `the server has not answered for ${Math.round(limit / 60_000)} minutes: end programs that keep this machine busy, and start it again`
    : 'the server ended'
}
