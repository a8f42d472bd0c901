import type { OutputInfo } from '../../engine/picture/output-info.ts'
import type { Failure } from '../../errors.ts'
import type { Admitted } from '../../signing/auth/admit.ts'
import { type Timing, timing } from '../../timing.ts'
import type { TierPlace } from '../cache/tier.ts'
import type { PathHash } from './path-hash.ts'
import type { LogRules } from './table.ts'

/** Settings of the log: the table `[vars.log]`, and the hash function for paths. */
export interface LogSettings extends LogRules {
  readonly hashPath?: PathHash
}

/** Way in which an image was obtained: from a cache, shared with another request, or made. */
export type CacheResult = 'hit' | 'shared' | 'miss'

/**
 * Log record of a request. It is filled while the request is processed, and `report` writes it,
 * even if the request fails.
 */
export interface RequestLog {
  readonly clock: Timing
  /** Records an amount of memory in bytes that was planned. The record keeps the maximum. */
  readonly plan: (bytes: number) => void
  /** Settings of the log; `undefined` until the configuration has been read. */
  settings?: LogSettings
  /** Name of the instance, if it has one. */
  instance?: string
  /** Path of the URL as it arrived, before a translation. */
  received?: string
  /** Name of the zone that serves the request. */
  zone?: string
  /**
   * Admitted URL. A URL of another service is stored in its translated form, because its own path
   * contains the signature.
   */
  admitted?: Pick<Admitted, 'key' | 'wire' | 'unsigned'>
  cache?: CacheResult
  /** Cache tier in which a hit was found. */
  tier?: TierPlace | undefined
  /** Facts about the delivered output. */
  info?: OutputInfo
  /** Largest amount of memory in bytes that was planned at a time during the request. */
  memory?: number
  failure?: Failure
}

/**
 * Creates the log record of a request.
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
