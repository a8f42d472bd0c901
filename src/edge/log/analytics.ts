import type { RequestLine } from './fields.ts'
import { ISOLATE_FIELDS, type IsolateLine } from './isolate-metrics.ts'

/** Binding name for the Analytics Engine dataset. */
export const DATASET = 'ANALYTICS'

type Columns<Line> = readonly (keyof Line & string)[]

/**
 * Fields of a request's log line that are written to the dataset's text columns `blob1`, `blob2`
 * and so on. Append new fields at the end, so that existing columns keep their meaning.
 */
export const REQUEST_BLOBS = [
  'kind',
  'zone',
  'key',
  'code',
  'cache',
  'format',
  'method',
  'path_hash',
  'unsigned',
  'tier',
  'instance',
] as const satisfies Columns<RequestLine>

/**
 * Fields of a request's log line that are written to the dataset's number columns `double1`,
 * `double2` and so on.
 */
export const REQUEST_DOUBLES = [
  'status',
  'bytes',
  'width',
  'height',
  'memory',
] as const satisfies Columns<RequestLine>

/**
 * Stages whose duration in milliseconds is written to the number columns after `REQUEST_DOUBLES`.
 */
export const STAGE_DOUBLES = [
  'auth',
  'cache',
  'source',
  'probe',
  'analyze',
  'decode',
  'overlay',
  'compose',
  'encode',
] as const

/**
 * Fields of an isolate's log line that are written to text columns. Append new fields at the end,
 * so that existing columns keep their meaning.
 */
export const ISOLATE_BLOBS = ['kind', 'isolate'] as const satisfies Columns<IsolateLine>
export const ISOLATE_DOUBLES = Object.keys(ISOLATE_FIELDS) as (keyof typeof ISOLATE_FIELDS)[]

/** Row of the dataset. */
export interface DataPoint {
  readonly indexes: [string]
  readonly blobs: string[]
  readonly doubles: number[]
}

/** Maximum length in bytes of an index. The platform drops a row with a longer index. */
const MAX_INDEX = 96

/**
 * Converts a request's log line to a dataset row. The zone's name is the index, by which the
 * platform samples rows. Missing numbers become 0, missing texts become empty.
 */
export function requestPoint(line: RequestLine): DataPoint {
  const stages: Readonly<Record<string, number>> = line.stages ?? {}
  return {
    indexes: [(line.zone ?? '').slice(0, MAX_INDEX)],
    blobs: REQUEST_BLOBS.map((name) => line[name] ?? ''),
    doubles: [
      ...REQUEST_DOUBLES.map((name) => line[name] ?? 0),
      ...STAGE_DOUBLES.map((name) => stages[name] ?? 0),
    ],
  }
}

export function isolatePoint(line: IsolateLine): DataPoint {
  return {
    indexes: [line.kind],
    blobs: ISOLATE_BLOBS.map((name) => line[name]),
    doubles: ISOLATE_DOUBLES.map((name) => line[name]),
  }
}
