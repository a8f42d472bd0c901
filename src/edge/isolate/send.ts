import type { IsolateMemory } from '../../isolate/admission.ts'
import { startHeartbeat } from '../../isolate/heartbeat.ts'
import { endResponse } from './own-bytes.ts'
import { measureSpeed } from './read-speed.ts'

/** Maximum length in bytes of the chunks that are sent. */
export const SENT_PIECE: number = 64 * 1024
const MIN_READ_PER_WINDOW = 64 * 1024
const WINDOW_MS = 10_000

/**
 * Makes the error that ends a partly sent body. It breaks the connection, so that the client does
 * not take the image for complete. It is marked as `retryable`, like errors for lost connections in
 * Workers, because the platform does not report such errors as uncaught exceptions.
 */
export const brokenBody = (why: string): Error => Object.assign(new Error(why), { retryable: true })

/** Progress of a body that is being sent to a client. */
export interface Sending {
  /** Adds bytes that the client has read. */
  add(bytes: number): void
  /** Changes the size in bytes of the body's memory. */
  resize(bytes: number): void
  /** Ends the tracking and releases the memory of the body. */
  end(): void
}

/** Body that is sent. */
interface Sent {
  /** Size in bytes of its memory. */
  readonly bytes: number
  /** Number of bytes to send until the memory is free; 0 if the memory does not depend on it. */
  readonly length: number
  /**
   * Object that identifies the body. If several contexts send the same body, they pass the same
   * object, and the memory counts once.
   */
  readonly shared: object
}

/**
 * Counts the bytes of a body as memory in use until they are sent. A client loses its connection in
 * two cases:
 * - It reads less than 64 KB in 10 s while other requests wait for memory.
 * - A request waits that does not fit beside the bodies that are sent, and at its present speed the
 *   client needs longer than that request can wait, and longer than all other clients.
 * @param drop ends the body with an error
 */
export function trackSending(
  memory: IsolateMemory,
  { bytes, length, shared }: Sent,
  drop: (reason: Error) => void,
): Sending {
  let windowStart = Date.now()
  let read = 0
  let left = length
  const speed = measureSpeed()

  const body = { end: 0 }

  function expectEnd(): void {
    const latest = speed.latest()
    body.end = left > 0 && latest !== undefined ? Date.now() + left / latest : 0
  }

  /** Counts the memory, as that of a body only if it is free once its bytes are sent. */
  const count = (size: number) => memory.count(size, heartbeat, shared, left > 0 ? body : undefined)

  function isTooSlow(elapsed: number): boolean {
    if (!memory.hasWaiters()) return false
    return (elapsed >= WINDOW_MS && read < MIN_READ_PER_WINDOW) || memory.isInTheWay(body)
  }

  const { heartbeat, stop } = startHeartbeat(() => {
    const elapsed = Date.now() - windowStart
    expectEnd()
    if (isTooSlow(elapsed)) {
      end()
      drop(brokenBody('the client read too slowly while other requests waited for memory'))
    }
    if (elapsed < WINDOW_MS) return
    windowStart = Date.now()
    read = 0
  })
  let release = count(bytes)
  function end(): void {
    stop()
    release()
  }
  return {
    add(more) {
      read += more
      speed.add(more)
      left -= more
    },
    resize(next) {
      release()
      release = count(next)
    },
    end,
  }
}

/**
 * Makes a response body of bytes that count as memory in use until the client has read them or has
 * left. Their use by the response then ends, see `ownBytes`.
 * @param bytes content of the body. If several contexts send the same buffer, its memory counts
 *   once
 */
export function countedBody(
  bytes: Uint8Array<ArrayBuffer>,
  memory: IsolateMemory,
): ReadableStream<Uint8Array> {
  let at = 0
  const { length } = bytes
  let progress: Sending | undefined
  function end(): void {
    progress?.end()
    endResponse(bytes)
  }
  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        progress = trackSending(
          memory,
          { bytes: bytes.buffer.byteLength, length, shared: bytes.buffer },
          (reason) => {
            controller.error(reason)
            endResponse(bytes)
          },
        )
      },
      pull(controller) {
        if (at < length) {
          const piece = bytes.subarray(at, at + SENT_PIECE)
          if (piece.length === 0) throw brokenBody('the bytes were freed before they were sent')
          at += piece.length
          progress?.add(piece.length)
          controller.enqueue(piece)
          return
        }
        // The reader asks for more only after it has used the last piece.
        controller.close()
        end()
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  )
  return stream.pipeThrough(new FixedLengthStream(length))
}
