import type { Answer } from './client.ts'
import type { IsolateLog } from './isolate/watch.ts'
import type { Options } from './options.ts'
import type { Origin } from './origin.ts'
import type { ResidentLog } from './resident.ts'
import type { Service } from './service.ts'

/** An answer, with its request's kind. */
export interface Entry extends Answer {
  readonly kind: string
  /** Reason why an incomplete answer is not the server's fault: the client left or did not read. */
  readonly excused?: string | undefined
}

/** Environment in which a scenario runs. */
export interface Stage {
  readonly options: Options
  readonly service: Service
  readonly origin: Origin
  /** Memory that the platform counts. */
  readonly isolate: IsolateLog
  /** Resident memory of workerd. */
  readonly memory: ResidentLog
  /** Resident memory in megabytes before the load. */
  readonly idleMb: number
  /** All answers so far. Scenarios append theirs. */
  readonly entries: Entry[]
  print(line: string): void
}

/** A condition and its result. */
export interface Check {
  readonly what: string
  readonly expected: string
  readonly seen: string
  readonly holds: boolean
}

export interface Outcome {
  readonly checks?: readonly Check[]
  /** Additional keys for the object in the last line. */
  readonly figures?: Readonly<Record<string, unknown>>
}

/** One load kind with its checks. */
export interface Scenario {
  readonly about: string
  /** Server errors that are not defects, in addition to 503 with `Retry-After`. */
  readonly allowed?: readonly number[]
  /** Files to put into the bucket, in addition to the file of the probes. */
  readonly bucket?: readonly string[]
  run(stage: Stage): Promise<Outcome>
}
