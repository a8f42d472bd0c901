import { type HttpRequest, sendRequest } from '../support/http-client.ts'

/** An answer, without its body. */
export interface Answer {
  /** 0 without a status line. */
  readonly status: number
  readonly milliseconds: number
  readonly bytes: number
  /** Why the answer is not whole. */
  readonly fault?: string | undefined
  readonly retryAfter?: string | undefined
  /** The code of a refusal. */
  readonly code?: string | undefined
}

export type RequestOptions = Partial<Omit<HttpRequest, 'target'>>

/**
 * Requests a target on loopback and reads the whole answer. Never rejects: an error becomes the answer's `fault`.
 * @param target path and query as they go over the wire
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
