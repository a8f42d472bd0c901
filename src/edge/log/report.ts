import { DATASET, type DataPoint, isolatePoint, requestPoint } from './analytics.ts'
import { rareFault, writeFault, writeLine } from './fault.ts'
import { type Answered, requestLine } from './fields.ts'
import type { IsolateLine, IsolateMetrics } from './isolate-metrics.ts'
import type { LogSettings, RequestLog } from './request-log.ts'

/** Where the configuration cannot be read, the log must say so. */
const DEFAULTS: LogSettings = { enabled: true, sample: 1, log_paths: false }

/** Statuses for an original that its owner must mend. */
const MENDABLE: ReadonlySet<number> = new Set([413, 415, 422])

/** What a request is reported to. */
export interface Outlets {
  readonly env: Readonly<Record<string, unknown>>
  readonly metrics: IsolateMetrics
  /** A number from 0 up to 1, for the sample. */
  readonly random?: () => number
}

/** Faults of the server and its configuration, which are logged as errors. */
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
 * Writes what became of a request: a line of the log, if it is sampled or an error, and a row of the dataset, if there is
 * one. Once a minute also what the isolate did. Never throws.
 */
export function report(answered: Answered, outlets: Outlets): void {
  attempt(() => reportAnswer(answered, outlets))
}

/** Writes what the isolate did, once a minute, where it works for requests that others answer. Never throws. */
export function reportIsolate({ settings: { enabled } = DEFAULTS }: RequestLog, outlets: Outlets): void {
  attempt(() => {
    const isolate = outlets.metrics.tick()
    if (isolate) writeIsolate(isolate, enabled, outlets)
  })
}
