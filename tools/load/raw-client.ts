import { connect, type Socket } from 'node:net'
import type { Answer } from './client.ts'

const PATIENCE = 60_000

/** Sends a request over a socket of its own, which the server closes after its answer. */
function dial(port: number, target: string): Socket {
  const head = [`GET ${target} HTTP/1.1`, `Host: 127.0.0.1:${port}`, 'Connection: close', '', '']
  const socket = connect(port, '127.0.0.1', () => socket.write(head.join('\r\n')))
  socket.setTimeout(PATIENCE, () => socket.destroy(new Error(`nothing came in ${PATIENCE} ms`)))
  return socket
}

/** A client that leaves. */
export interface Left extends Answer {
  /** Whether it left before the answer was over. */
  readonly left: boolean
}

/** Asks, and resets the connection when so many bytes have come. */
export function askAndReset(port: number, target: string, resetAfter: number): Promise<Left> {
  const begin = performance.now()
  const { promise, resolve } = Promise.withResolvers<Left>()
  let [bytes, status, left] = [0, 0, false]
  let fault: string | undefined
  const socket = dial(port, target)
  socket.on('data', (chunk) => {
    status ||= Number(chunk.toString('latin1', 9, 12))
    bytes += chunk.length
    if (bytes < resetAfter || left) return
    left = true
    socket.resetAndDestroy()
  })
  socket.on('error', ({ message }) => {
    fault = message
  })
  socket.on('close', () => {
    resolve({ status, bytes, left, fault, milliseconds: performance.now() - begin })
  })
  return promise
}
