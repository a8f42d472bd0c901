/** A failing log must not fail an image, and has nowhere to say so. */
export function writeLine(line: object, method: 'log' | 'warn' | 'error' = 'log'): void {
  try {
    console[method](JSON.stringify(line))
  } catch {}
}

/** Logs a fault of a binding that fails no image. */
export function writeFault(of: string, error: unknown): void {
  writeLine({ kind: 'fault', of, reason: String(error) }, 'warn')
}

const EVERY_MS = 60_000

/**
 * Logs the faults of a binding that each request uses: one a minute at most.
 * @param now milliseconds
 * @example const logFault = rareFault('LIMITER'); logFault(error)
 */
export function rareFault(of: string, now: () => number = () => Date.now()): (error: unknown) => void {
  let last = Number.NEGATIVE_INFINITY
  return (error) => {
    if (now() - last < EVERY_MS) return
    last = now()
    writeFault(of, error)
  }
}

/**
 * Logs faults of several bindings: one of each a minute at most.
 * @param now milliseconds
 * @example const logFault = rareFaults(); logFault('DERIVATIVES', error)
 */
export function rareFaults(now?: () => number): (of: string, error: unknown) => void {
  const known = new Map<string, (error: unknown) => void>()
  return (of, error) => {
    const log = known.get(of) ?? rareFault(of, now)
    known.set(of, log)
    log(error)
  }
}
