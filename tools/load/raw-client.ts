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

/** When a client leaves: after so many bytes of the answer, or so long after it has asked. */
export interface Leave {
  readonly bytes?: number
  readonly milliseconds?: number
}

/** Asks, and resets the connection before the answer is over. */
export function askAndReset(port: number, target: string, when: Leave): Promise<Left> {
  const begin = performance.now()
  const { promise, resolve } = Promise.withResolvers<Left>()
  let [bytes, status, left] = [0, 0, false]
  let fault: string | undefined
  function leave(): void {
    left = true
    socket.resetAndDestroy()
  }
  const socket = dial(port, target)
  const timer = when.milliseconds === undefined ? undefined : setTimeout(leave, when.milliseconds)
  socket.on('data', (chunk) => {
    status ||= Number(chunk.toString('latin1', 9, 12))
    bytes += chunk.length
    if (!left && bytes >= (when.bytes ?? Number.POSITIVE_INFINITY)) leave()
  })
  socket.on('error', ({ message }) => {
    fault = message
  })
  socket.on('close', () => {
    clearTimeout(timer)
    resolve({ status, bytes, left, fault, milliseconds: performance.now() - begin })
  })
  return promise
}
