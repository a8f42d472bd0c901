import { type Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'

export interface HttpRequest {
  readonly method: string
  /** Path and query exactly as sent, with one byte for each character. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  /**
   * Agent that keeps connections open. Without an agent, the connection is closed after the answer.
   */
  readonly agent?: Agent | undefined
  /** Timeout of the whole exchange in milliseconds. */
  readonly timeout: number
}

export interface HttpResult {
  /** Status code; 0 if the answer has no status line. */
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** Reason why the answer is incomplete. `undefined` if it is complete. */
  readonly fault: string | undefined
}

/**
 * Sends a request to a port on loopback. Never rejects: an error becomes the result's `fault`.
 * @param take receives the body piece by piece
 */
export function sendRequest(
  port: number,
  { method, target, headers, agent, timeout }: HttpRequest,
  take: (piece: Buffer) => void,
): Promise<HttpResult> {
  return new Promise((resolve) => {
    let response: IncomingMessage | undefined
    const timer = setTimeout(() => sent.destroy(new Error(`timed out after ${timeout} ms`)), timeout)
    function finish(fault?: string): void {
      clearTimeout(timer)
      resolve({ status: response?.statusCode ?? 0, headers: response?.headers ?? {}, fault })
    }
    const sent = request(
      { host: '127.0.0.1', port, path: target, method, headers, agent: agent ?? false },
      (incoming) => {
        response = incoming
        incoming.on('data', take)
        incoming.on('error', ({ message }) => finish(message))
        incoming.on('end', () => finish(incoming.complete ? undefined : 'the body broke off'))
      },
    )
    sent.on('error', ({ message }) => finish(message))
    sent.end()
  })
}
