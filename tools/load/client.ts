import { type Agent, type IncomingMessage, request } from 'node:http'

/** What a client got. */
export interface Answer {
  /** 0 where not even a status came. */
  readonly status: number
  readonly milliseconds: number
  readonly bytes: number
  /** Why there is no whole answer. */
  readonly fault?: string | undefined
  readonly retryAfter?: string | undefined
  /** The code of a refusal. */
  readonly code?: string | undefined
}

export interface Ask {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Without one, the connection is closed after the answer. */
  readonly agent?: Agent
  /** Milliseconds that the client waits in all. */
  readonly patience?: number
}

const PATIENCE = 120_000

const header = ({ headers }: IncomingMessage, name: string): string | undefined => headers[name]?.toString()

/**
 * Asks on loopback and reads the whole answer. Never rejects: whatever goes wrong is the answer's `fault`.
 * @param target path and query as they go over the wire
 */
export function ask(port: number, target: string, options: Ask = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, agent, patience = PATIENCE } = options
  const begin = performance.now()
  return new Promise((resolve) => {
    let response: IncomingMessage | undefined
    let bytes = 0
    const timer = setTimeout(() => sent.destroy(new Error(`no whole answer in ${patience} ms`)), patience)
    function finish(fault?: string): void {
      clearTimeout(timer)
      resolve({
        status: response?.statusCode ?? 0,
        milliseconds: performance.now() - begin,
        bytes,
        fault,
        retryAfter: response && header(response, 'retry-after'),
        code: response && header(response, 'x-ip-error'),
      })
    }
    const sent = request(
      { host: '127.0.0.1', port, path: target, method, headers, agent: agent ?? false },
      (incoming) => {
        response = incoming
        incoming.on('data', (chunk: Buffer) => {
          bytes += chunk.length
        })
        incoming.on('error', ({ message }) => finish(message))
        incoming.on('end', () => finish(incoming.complete ? undefined : 'the body broke off'))
      },
    )
    sent.on('error', ({ message }) => finish(message))
    sent.end()
  })
}
