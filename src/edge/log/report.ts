import { DATASET, type DataPoint, isolatePoint, requestPoint } from './analytics.ts'
import { rareFault, writeFault, writeLine } from './fault.ts'
import { type Answered, requestLine } from './fields.ts'
import type { IsolateLine, IsolateMetrics } from './isolate-metrics.ts'
import type { LogSettings, RequestLog } from './request-log.ts'

/** Settings that apply if the configuration cannot be read. The log must report that fault. */
const DEFAULTS: LogSettings = { enabled: true, sample: 1, log_paths: false }

/** Statuses of answers about a faulty original, which its owner must replace. */
const MENDABLE: ReadonlySet<number> = new Set([413, 415, 422])

/** Outlets to which requests are reported. */
export interface Outlets {
  readonly env: Readonly<Record<string, unknown>>
  readonly metrics: IsolateMetrics
  /** Returns a number from 0 up to 1, which decides if a request is sampled. */
  readonly random?: () => number
}

/**
 * Returns `true` if the answer shows a fault of the server or its configuration. Faults are logged
 * as errors.
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
  const dataset = datasetOf(outlets)
  if (enabled) writeLine(line)
  if (dataset) writePoint(dataset, isolatePoint(line))
}

function reportAnswer(answered: Answered, outlets: Outlets): void {
  const { settings = DEFAULTS } = answered.log
  const { metrics, random = Math.random } = outlets
  const { enabled, sample } = settings
  const dataset = datasetOf(outlets)
  const fault = isFault(answered)
  const isDue = fault || MENDABLE.has(answered.response.status) || random() < sample
  const isolate = metrics.count(answered)
  if ((enabled && isDue) || dataset) {
    const line = requestLine(answered)
    if (enabled && isDue) writeLine(line, fault ? 'error' : 'log')
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
 * Reports an answered request: a line of the log if the request is sampled or failed, and a row of
 * the dataset if there is one. Once a minute it also reports the isolate. Never throws.
 */
export function report(answered: Answered, outlets: Outlets): void {
  attempt(() => reportAnswer(answered, outlets))
}

/**
 * Reports the isolate once a minute, for isolates whose images are delivered by another isolate
 * (tiered cache). Never throws.
 */
export function reportIsolate({ settings: { enabled } = DEFAULTS }: RequestLog, outlets: Outlets): void {
  attempt(() => {
    const isolate = outlets.metrics.tick()
    if (isolate) writeIsolate(isolate, enabled, outlets)
  })
}
