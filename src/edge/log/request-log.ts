import type { OutputInfo } from '../../engine/picture/output-info.ts'
import type { Failure } from '../../errors.ts'
import type { Admitted } from '../../signing/auth/admit.ts'
import { type Timing, timing } from '../../timing.ts'
import type { TierPlace } from '../cache/tier.ts'
import type { PathHash } from './path-hash.ts'
import type { LogRules } from './table.ts'

/** Rules of the log, and its hash function for paths. */
export interface LogSettings extends LogRules {
  readonly hashPath?: PathHash
}

/** Way in which an image was obtained: from a cache, shared with another request, or made. */
export type CacheResult = 'hit' | 'shared' | 'miss'

/**
 * Record of a request. The handler fills it stage by stage, and `report` writes it, however the
 * request ends.
 */
export interface RequestLog {
  readonly clock: Timing
  /** Records bytes that are planned for the work. The maximum counts. */
  readonly plan: (bytes: number) => void
  /** Settings of the log, once the configuration has been read. */
  settings?: LogSettings
  /** Path of the URL as it arrived. */
  received?: string
  /** Name of the zone. */
  zone?: string
  /**
   * Admitted URL. A URL of another service is translated, because its path contains the signature.
   */
  admitted?: Pick<Admitted, 'key' | 'wire' | 'unsigned'>
  cache?: CacheResult
  /** Cache tier in which a hit was found. */
  tier?: TierPlace | undefined
  /** Facts about the delivered output. */
  info?: OutputInfo
  /** Planned memory in bytes. */
  memory?: number
  failure?: Failure
}

/**
 * Starts the record of a request.
 * @param onPlan called whenever memory is planned
 */
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
