import { request } from 'node:http'
import type { Answer } from './verdict.ts'

/** Milliseconds after which an answer does not come any more. */
const PATIENCE = 30_000

export interface Asked {
  readonly method: string
  /** As it goes over the wire, one byte a character. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
}

/** Asks on loopback over a connection of its own. Never rejects: whatever goes wrong is the answer's `fault`. */
export function ask(port: number, { method, target, headers }: Asked): Promise<Answer> {
  const pieces: Buffer[] = []
  const received = new Headers()
  let status = 0
  return new Promise((resolve) => {
    const timer = setTimeout(() => sent.destroy(new Error(`nothing in ${PATIENCE} ms`)), PATIENCE)
    function finish(fault?: string): void {
      clearTimeout(timer)
      resolve({ status, headers: received, body: Buffer.concat(pieces), fault })
    }
    const sent = request(
      { host: '127.0.0.1', port, path: target, method, headers, agent: false },
      (incoming) => {
        status = incoming.statusCode ?? 0
        for (const [name, value] of Object.entries(incoming.headers)) received.set(name, String(value))
        incoming.on('data', (piece: Buffer) => pieces.push(piece))
        incoming.on('error', ({ message }) => finish(message))
        incoming.on('end', () => finish(incoming.complete ? undefined : 'the body broke off'))
      },
    )
    sent.on('error', ({ message }) => finish(message))
    sent.end()
  })
}
