import type { Answer } from './client.ts'
import type { Options } from './options.ts'
import type { Origin } from './origin.ts'
import type { ResidentLog } from './resident.ts'
import type { Service } from './service.ts'

/** An answer, with what was asked for. */
export interface Entry extends Answer {
  readonly kind: string
  /** Why there is no whole answer where that is no fault of the server: the client left, or took nothing. */
  readonly excused?: string | undefined
}

/** What a scenario has to work with. */
export interface Stage {
  readonly options: Options
  readonly service: Service
  readonly origin: Origin
  readonly memory: ResidentLog
  /** Resident megabytes before the load. */
  readonly idleMb: number
  /** Every answer so far; each scenario adds its own. */
  readonly entries: Entry[]
  print(line: string): void
}

/** Something that must hold, and whether it did. */
export interface Check {
  readonly what: string
  readonly expected: string
  readonly seen: string
  readonly holds: boolean
}

export interface Outcome {
  readonly checks?: readonly Check[]
  /** Further keys of the last line. */
  readonly figures?: Readonly<Record<string, unknown>>
}

/** One kind of load, and what must hold under it. */
export interface Scenario {
  readonly about: string
  /** Server errors that are no defect, besides 503 with `Retry-After`. */
  readonly allowed?: readonly number[]
  /** Files that the bucket has, besides that of the probe. */
  readonly bucket?: readonly string[]
  run(stage: Stage): Promise<Outcome>
}
