import { DATASET, type DataPoint, isolatePoint, requestPoint } from './analytics.ts'
import { rareFault, writeFault, writeLine } from './fault.ts'
import { type Answered, requestLine } from './fields.ts'
import type { IsolateLine, IsolateMetrics } from './isolate-metrics.ts'
import type { LogSettings, RequestLog } from './request-log.ts'
import type { LogLevel, LogLine } from './sink.ts'

/**
 * Settings of the log if the configuration cannot be read. Every request is then logged, so that
 * the owner sees the fault.
 */
const DEFAULTS: LogSettings = { enabled: true, sample: 1, log_paths: false }

/**
 * Statuses that mean a faulty original. Such requests are always logged, because the owner must
 * replace the original.
 */
const MENDABLE: ReadonlySet<number> = new Set([413, 415, 422])

/** Bindings and counters to which requests are reported. */
export interface Outlets {
  readonly env: Readonly<Record<string, unknown>>
  readonly metrics: IsolateMetrics
  /**
   * Returns a random number from 0 (inclusive) to 1 (exclusive). A request is logged if the number
   * is below the sample rate.
   */
  readonly random?: () => number
  /** Writes a line. Default: as JSON to the console. */
  readonly write?: (line: LogLine, level: LogLevel) => void
}

/**
 * Returns `true` if the response is due to a fault of the server or its configuration. Such
 * requests are logged as errors.
 */
function isFault({ log: { failure }, response: { status } }: Answered): boolean {
  return status >= 500 || (failure?.code === 'not-found' && failure.reason !== undefined)
}

function isDataset(binding: unknown): binding is AnalyticsEngineDataset {
  return typeof binding === 'object' && binding !== null && 'writeDataPoint' in binding
}

const logFault = rareFault(DATASET)

function writePoint(dataset: AnalyticsEngineDataset, point: DataPoint): void {
  try {
    dataset.writeDataPoint(point)
  } catch (error) {
    logFault(error)
  }
}

function datasetOf({ env }: Outlets): AnalyticsEngineDataset | undefined {
  const bound = env[DATASET]
  return isDataset(bound) ? bound : undefined
}

function writeIsolate(line: IsolateLine, enabled: boolean, outlets: Outlets): void {
  const { write = writeLine } = outlets
  const dataset = datasetOf(outlets)
  if (enabled) write(line, 'log')
  if (dataset) writePoint(dataset, isolatePoint(line))
}

function reportAnswer(answered: Answered, outlets: Outlets): void {
  const { settings = DEFAULTS } = answered.log
  const { metrics, random = Math.random, write = writeLine } = outlets
  const { enabled, sample } = settings
  const dataset = datasetOf(outlets)
  const fault = isFault(answered)
  const isDue = fault || MENDABLE.has(answered.response.status) || random() < sample
  const isolate = metrics.count(answered)
  if ((enabled && isDue) || dataset) {
    const line = requestLine(answered)
    if (enabled && isDue) write(line, fault ? 'error' : 'log')
    if (dataset) writePoint(dataset, requestPoint(line))
  }
  if (isolate) writeIsolate(isolate, enabled, outlets)
}

function attempt(run: () => void): void {
  try {
    run()
  } catch (error) {
    writeFault('log', error)
  }
}

/**
 * Reports an answered request. Writes a log line if the request is sampled or failed, and a row of
 * the Analytics Engine dataset if the deployment has one. Once a minute it also reports the
 * isolate. Never throws.
 */
export function report(answered: Answered, outlets: Outlets): void {
  attempt(() => reportAnswer(answered, outlets))
}

/**
 * Reports the isolate once a minute. It serves isolates that only make images for a tiered cache:
 * another isolate answers the client and reports the request. Never throws.
 */
export function reportIsolate({ settings: { enabled } = DEFAULTS }: RequestLog, outlets: Outlets): void {
  attempt(() => {
    const isolate = outlets.metrics.tick()
    if (isolate) writeIsolate(isolate, enabled, outlets)
  })
}
