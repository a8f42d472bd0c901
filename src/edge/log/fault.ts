import { errorMessage } from '../../errors.ts'

/**
 * Writes a line to the log. It ignores errors: a failing log must not fail an image, and there is
 * nowhere to report it.
 */
export function writeLine(line: object, method: 'log' | 'warn' | 'error' = 'log'): void {
  try {
    console[method](JSON.stringify(line))
  } catch {}
}

/** Logs an error of a binding that does not make the request fail. */
export function writeFault(of: string, error: unknown): void {
  writeLine({ kind: 'fault', of, reason: errorMessage(error) }, 'warn')
}

const EVERY_MS = 60_000

/**
 * Returns a function that logs the faults of a binding which every request uses: at most one per
 * minute.
 * @param now returns milliseconds
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
 * Returns a function that logs the faults of several bindings: at most one per binding and minute.
 * @param now returns milliseconds
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
