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

/** A client that takes nothing at first. */
export interface Slow {
  /** Reads what there is, to the end. */
  read(): Promise<Answer>
}

/** Whole length of an answer whose head is there: unknown without a length. */
function wholeLength(head: string): number | undefined {
  const length = /^content-length: *(\d+)/im.exec(head)?.[1]
  return length === undefined ? undefined : head.length + Number(length)
}

/** Asks and takes nothing of the answer, beyond what the kernel's buffers hold, until it is made to read. */
export function askAndWait(port: number, target: string): Slow {
  const begin = performance.now()
  const socket = dial(port, target)
  socket.setTimeout(0).pause()
  let [bytes, head] = [0, '']
  let fault: string | undefined
  socket.on('error', ({ message }) => {
    fault = message
  })
  function take(chunk: Buffer): void {
    bytes += chunk.length
    if (head.endsWith('\r\n\r\n')) return
    const text = head + chunk.toString('latin1')
    const end = text.indexOf('\r\n\r\n')
    head = end < 0 ? text : text.slice(0, end + 4)
  }
  async function read(): Promise<Answer> {
    socket.setTimeout(PATIENCE, () => socket.destroy(new Error(`nothing came in ${PATIENCE} ms`)))
    const closed = new Promise<void>((resolve) => {
      if (socket.closed) resolve()
      else socket.on('close', resolve)
    })
    socket.on('data', take).resume()
    await closed
    const whole = wholeLength(head) ?? bytes
    if (bytes < whole) fault ??= `${bytes} bytes of ${whole}`
    return {
      status: Number(head.slice(9, 12)),
      bytes,
      fault: bytes === whole && bytes > 0 ? undefined : (fault ?? 'nothing came'),
      milliseconds: performance.now() - begin,
      retryAfter: /^retry-after: *(\S+)/im.exec(head)?.[1],
      code: /^x-ip-error: *(\S+)/im.exec(head)?.[1],
    }
  }
  return { read }
}
