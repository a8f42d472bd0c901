import type { Failure } from '../../errors.ts'
import type { Admitted } from '../../signing/auth/admit.ts'
import { type Timing, timing } from '../../timing.ts'
import type { TierPlace } from '../cache/tier.ts'
import type { PathHash } from './path-hash.ts'
import type { LogRules } from './table.ts'

/** The rules of the log, and its hash. */
export interface LogSettings extends LogRules {
  readonly hashPath?: PathHash
}

/** How an image came to be answered. */
export type CacheResult = 'hit' | 'shared' | 'miss'

/** What is known of a request. The handler fills it stage by stage; `report` writes it, however the request ends. */
export interface RequestLog {
  readonly clock: Timing
  /** Notes bytes that are planned for the work: the most at a time count. */
  readonly plan: (bytes: number) => void
  /** Of the configuration, once it is read. */
  settings?: LogSettings
  /** The URL's path as it arrived. */
  received?: string
  /** Name of the zone. */
  zone?: string
  /** The admitted URL. That of another service is translated: its path as it arrived contains the signature. */
  admitted?: Pick<Admitted, 'key' | 'wire' | 'unsigned'>
  cache?: CacheResult
  /** Where a hit was found. */
  tier?: TierPlace | undefined
  /** Size, dimensions and format, as in `x-ip-info`. */
  info?: string
  /** Bytes. */
  memory?: number
  failure?: Failure
}

/** @param onPlan runs when memory is planned */
export function openLog(onPlan: () => void = () => undefined): RequestLog {
  const log: RequestLog = {
    clock: timing(),
    plan(bytes) {
      log.memory = Math.max(log.memory ?? 0, bytes)
      onPlan()
    },
  }
  return log
}
