import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An HTTP origin on loopback that each test controls. */
export interface Origin {
  readonly base: URL
  /** Received requests in order of their arrival. */
  requests: { readonly url: string | undefined; readonly headers: IncomingHttpHeaders }[]
  /**
   * Resolves when the latest answer has been sent, or when the client has closed the connection.
   */
  gone: Promise<void>
  answer: RequestListener
  /**
   * Sets status, headers and body of the answers to later requests. Without a body, the answer does
   * not end.
   */
  say(status: number, headers?: Record<string, string | number>, body?: Uint8Array | string): void
  close(): void
}

export async function startOrigin(): Promise<Origin> {
  const server = createServer((request, response) => {
    origin.requests.push({ url: request.url, headers: request.headers })
    origin.gone = new Promise((resolve) => response.on('close', resolve))
    origin.answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin: Origin = {
    base: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/base/`),
    requests: [],
    gone: Promise.resolve(),
    answer: (_, response) => response.writeHead(500).end(),
    say(status, headers = {}, body) {
      origin.answer = (_, response) => {
        response.writeHead(status, headers).flushHeaders()
        if (body !== undefined) response.end(body)
      }
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
  return origin
}
