import type { Answer } from './client.ts'
import type { Options } from './options.ts'
import type { Origin } from './origin.ts'
import type { ResidentLog } from './resident.ts'
import type { Service } from './service.ts'

/** An answer and the kind of its request. */
export interface Entry extends Answer {
  readonly kind: string
  /** Why an answer that is not whole is no fault of the server: the client left, or read nothing. */
  readonly excused?: string | undefined
}

/** The environment of a scenario. */
export interface Stage {
  readonly options: Options
  readonly service: Service
  readonly origin: Origin
  readonly memory: ResidentLog
  /** Resident megabytes before the load. */
  readonly idleMb: number
  /** Every answer so far; scenarios add theirs. */
  readonly entries: Entry[]
  print(line: string): void
}

/** A condition, and whether it holds. */
export interface Check {
  readonly what: string
  readonly expected: string
  readonly seen: string
  readonly holds: boolean
}

export interface Outcome {
  readonly checks?: readonly Check[]
  /** Additional keys of the last line. */
  readonly figures?: Readonly<Record<string, unknown>>
}

/** One kind of load, with its checks. */
export interface Scenario {
  readonly about: string
  /** Server errors that are no defect, besides 503 with `Retry-After`. */
  readonly allowed?: readonly number[]
  /** Files that the bucket has, besides that of the probe. */
  readonly bucket?: readonly string[]
  run(stage: Stage): Promise<Outcome>
}
