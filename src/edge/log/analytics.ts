import type { RequestLine } from './fields.ts'
import { ISOLATE_FIELDS, type IsolateLine } from './isolate-metrics.ts'

/** The binding of the dataset. */
export const DATASET = 'ANALYTICS'

type Columns<Line> = readonly (keyof Line & string)[]

/** Fields of the line in the texts `blob1`, `blob2` and so on. New ones go to the end: rows keep their columns. */
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
] as const satisfies Columns<RequestLine>

/** Fields of the line in the numbers `double1`, `double2` and so on. */
export const REQUEST_DOUBLES = [
  'status',
  'bytes',
  'width',
  'height',
  'memory',
] as const satisfies Columns<RequestLine>

/** Stages in the numbers after those of `REQUEST_DOUBLES`, in milliseconds. */
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

/** Fields of an isolate's line, likewise: new ones at the end. */
export const ISOLATE_BLOBS = ['kind', 'isolate'] as const satisfies Columns<IsolateLine>
export const ISOLATE_DOUBLES = Object.keys(ISOLATE_FIELDS) as (keyof typeof ISOLATE_FIELDS)[]

/** A row of the dataset. */
export interface DataPoint {
  readonly indexes: [string]
  readonly blobs: string[]
  readonly doubles: number[]
}

/** Bytes that the platform takes of an index; beyond them it drops the row. */
const MAX_INDEX = 96

/** The zone is the index, by which the platform samples. A number without a value is 0, a text is empty. */
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
