import type { Answered } from '../../../src/edge/log/fields.ts'
import { openLog, type RequestLog } from '../../../src/edge/log/request-log.ts'

interface Changes {
  readonly log?: Partial<RequestLog>
  readonly method?: string
  readonly sent?: Record<string, string>
  readonly status?: number
  readonly headers?: Record<string, string>
  readonly body?: Response['body']
}

/** Returns an answered request: status 200 and an empty log, except for the given changes. */
export function answeredRequest({
  log,
  method = 'GET',
  sent,
  status = 200,
  headers,
  body = null,
}: Changes = {}): Answered {
  return {
    log: Object.assign(openLog(), log),
    request: { method, headers: new Headers(sent) },
    response: { status, headers: new Headers(headers), body },
  }
}
