import { connect, type Socket } from 'node:net'
import type { Answer } from './client.ts'

const TIMEOUT = 60_000

function openSocket(port: number, target: string): Socket {
  const head = [`GET ${target} HTTP/1.1`, `Host: 127.0.0.1:${port}`, 'Connection: close', '', '']
  const socket = connect(port, '127.0.0.1', () => socket.write(head.join('\r\n')))
  socket.setTimeout(TIMEOUT, () => socket.destroy(new Error(`timed out after ${TIMEOUT} ms`)))
  return socket
}

interface Received {
  take(chunk: Buffer): void
  readonly bytes: number
  /** Expected length in bytes: the head, and the body according to `Content-Length`. */
  readonly expectedBytes: number | undefined
  summary(): Pick<Answer, 'status' | 'retryAfter' | 'code'>
}

function receive(): Received {
  let [bytes, head] = [0, '']
  const field = (name: string) => new RegExp(`^${name}: *(\\S+)`, 'im').exec(head)?.[1]
  return {
    take(chunk) {
      bytes += chunk.length
      if (head.endsWith('\r\n\r\n')) return
      const text = head + chunk.toString('latin1')
      const end = text.indexOf('\r\n\r\n')
      head = end < 0 ? text : text.slice(0, end + 4)
    },
    get bytes() {
      return bytes
    },
    get expectedBytes() {
      const length = field('content-length')
      return length === undefined ? undefined : head.length + Number(length)
    },
    summary: () => ({
      status: Number(head.slice(9, 12)),
      retryAfter: field('retry-after'),
      code: field('x-ip-error'),
    }),
  }
}

/** Answer to a client that may have left early. */
export interface AbortedAnswer extends Answer {
  /** `true` if the client left before the answer ended. */
  readonly left: boolean
}

/** Point at which the client leaves: after a number of bytes or milliseconds. */
export interface AbortPoint {
  readonly bytes?: number
  readonly milliseconds?: number
}

/** Sends a request and resets the connection before the answer ends. */
export function requestAndReset(port: number, target: string, when: AbortPoint): Promise<AbortedAnswer> {
  const begin = performance.now()
  const { promise, resolve } = Promise.withResolvers<AbortedAnswer>()
  const received = receive()
  let left = false
  let fault: string | undefined
  function leave(): void {
    left = true
    socket.resetAndDestroy()
  }
  const socket = openSocket(port, target)
  const timer = when.milliseconds === undefined ? undefined : setTimeout(leave, when.milliseconds)
  socket.on('data', (chunk) => {
    received.take(chunk)
    if (!left && received.bytes >= (when.bytes ?? Number.POSITIVE_INFINITY)) leave()
  })
  socket.on('error', ({ message }) => {
    fault = message
  })
  socket.on('close', () => {
    clearTimeout(timer)
    const { bytes } = received
    const milliseconds = performance.now() - begin
    if (bytes === 0) fault ??= 'nothing came'
    resolve({ ...received.summary(), bytes, left, fault: left ? undefined : fault, milliseconds })
  })
  return promise
}

/** Client that does not read its answer yet. */
export interface StalledClient {
  /** Reads the whole answer. */
  read(): Promise<Answer>
}

/**
 * Sends a request and does not read the answer until `read` is called. Until then, only the socket
 * buffers of the operating system fill.
 */
export function requestAndStall(port: number, target: string): StalledClient {
  const begin = performance.now()
  const received = receive()
  const socket = openSocket(port, target)
  socket.setTimeout(0).pause()
  let fault: string | undefined
  socket.on('error', ({ message }) => {
    fault = message
  })
  async function read(): Promise<Answer> {
    socket.setTimeout(TIMEOUT, () => socket.destroy(new Error(`timed out after ${TIMEOUT} ms`)))
    const closed = new Promise<void>((resolve) => {
      if (socket.closed) resolve()
      else socket.on('close', resolve)
    })
    socket.on('data', received.take).resume()
    await closed
    const { bytes, expectedBytes = bytes } = received
    if (bytes < expectedBytes) fault ??= `${bytes} bytes of ${expectedBytes}`
    if (bytes === 0) fault ??= 'nothing came'
    return { ...received.summary(), bytes, fault, milliseconds: performance.now() - begin }
  }
  return { read }
}
