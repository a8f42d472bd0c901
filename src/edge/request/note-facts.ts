import { announce } from '../log/announce.ts'
import { reportModeWarning } from '../log/report-mode.ts'
import type { RequestLog } from '../log/request-log.ts'
import type { Progress } from './facts.ts'

/**
 * Writes the results of a request's stages to its log record. It also works if a stage failed:
 * results that are missing stay empty.
 */
export function noteFacts(log: RequestLog, { wire, zone, admitted, obtained }: Progress): void {
  if (wire) log.received = wire.path
  if (zone) log.zone = zone.name
  if (zone?.mode === 'report') announce(reportModeWarning(zone.name))
  if (admitted) log.admitted = admitted
  if (!obtained) return
  const { derivative, outcome } = obtained
  log.cache = outcome.hit ? 'hit' : outcome.shared ? 'shared' : 'miss'
  log.tier = outcome.tier
  log.info = derivative.info
}
