import { type HttpRequest, sendRequest } from '../support/process/http-client.ts'

/** Facts about an answer, without its body. */
export interface Answer {
  /** HTTP status. It is 0 if the answer has no status line. */
  readonly status: number
  readonly milliseconds: number
  readonly bytes: number
  /** Reason why the answer is incomplete. */
  readonly fault?: string | undefined
  readonly retryAfter?: string | undefined
  /** Error code of a refusal. */
  readonly code?: string | undefined
}

export type RequestOptions = Partial<Omit<HttpRequest, 'target'>>

/**
 * Requests a target on loopback and reads the whole answer. Never rejects: an error becomes the
 * answer's `fault`.
 * @param target path and query, unchanged as they are sent
 */
export async function getAnswer(port: number, target: string, options: RequestOptions = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, agent, timeout = 120_000 } = options
  const begin = performance.now()
  let bytes = 0
  const request = { method, target, headers, agent, timeout }
  const { headers: received, ...result } = await sendRequest(port, request, (piece) => {
    bytes += piece.length
  })
  return {
    ...result,
    milliseconds: performance.now() - begin,
    bytes,
    retryAfter: received['retry-after'],
    code: received['x-ip-error']?.toString(),
  }
}
