import { errorText } from '../source/error-text.ts'
import { rareFault } from './fault.ts'
import type { RequestLine } from './fields.ts'
import type { IsolateLine } from './isolate-metrics.ts'

/** Log line before it is formatted as JSON. `kind` tells the two kinds apart. */
export type LogLine = RequestLine | IsolateLine

/** Line level: `error` for a fault in the server or its configuration. */
export type LogLevel = 'log' | 'error'

/**
 * Receives the log lines in place of the console. If it fails, the answer to the request stays the
 * same. If it returns a promise, the platform keeps the request alive until the promise has
 * settled.
 */
export type LogSink = (line: LogLine, level: LogLevel) => unknown

const writeSinkFault = rareFault('log')

const logFault = (error: unknown) => writeSinkFault(errorText(error))

function withoutUnset<Line extends object>(line: Line): Line {
  const set = Object.entries(line).filter(([, value]) => value !== undefined)
  return Object.fromEntries(set) as Line
}

/**
 * Returns the function that writes lines to a sink. It never throws. At most once a minute, a fault
 * of the sink is written to the console.
 * @param keepAlive keeps the request's context alive until a promise of the sink has settled
 */
export function writeTo(
  sink: LogSink,
  keepAlive: (work: Promise<unknown>) => void,
): (line: LogLine, level: LogLevel) => void {
  return (line, level) => {
    try {
      const written = sink(withoutUnset(line), level)
      if (written instanceof Promise) keepAlive(written.catch(logFault))
    } catch (error) {
      logFault(error)
    }
  }
}
