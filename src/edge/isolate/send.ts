import type { IsolateMemory } from '../../engine/memory/admission.ts'
import { startHeartbeat } from '../../engine/memory/heartbeat.ts'

const PIECE = 64 * 1024
const MIN_READ_PER_WINDOW = 64 * 1024
const WINDOW_MS = 10_000

/**
 * Makes an error for a body that is partly sent. It ends the connection, so that the image does not
 * look complete. Workers mark errors of lost connections as `retryable`. The platform does not
 * report such errors as uncaught exceptions.
 */
export const brokenBody = (why: string): Error => Object.assign(new Error(why), { retryable: true })

/** Body on its way to a client. */
export interface Sending {
  /** Counts bytes that the client has read. */
  add(bytes: number): void
  /** Ends the count. */
  end(): void
}

/**
 * Counts the bytes of a body as memory in use until they are sent, in the context that sends them.
 * A client that reads next to nothing while other requests wait for memory loses its connection.
 * @param bytes bytes in memory
 * @param shared the same object for a body that several contexts send, so that it counts once
 * @param drop ends the body with an error
 */
export function trackSending(
  memory: IsolateMemory,
  bytes: number,
  shared: object,
  drop: (reason: Error) => void,
): Sending {
  let windowStart = Date.now()
  let read = 0
  const { heartbeat, stop } = startHeartbeat(() => {
    if (Date.now() - windowStart < WINDOW_MS) return
    if (read < MIN_READ_PER_WINDOW && memory.hasWaiters()) {
      end()
      drop(brokenBody('the client read too slowly while other requests waited for memory'))
    }
    windowStart = Date.now()
    read = 0
  })
  const release = memory.count(bytes, heartbeat, shared)
  function end(): void {
    stop()
    release()
  }
  return {
    add(more) {
      read += more
    },
    end,
  }
}

/**
 * Makes a body of bytes that count as memory in use until the client has read them or has left.
 * @param bytes several contexts may send the same buffer, which counts once
 */
export function countedBody(
  bytes: Uint8Array<ArrayBuffer>,
  memory: IsolateMemory,
): ReadableStream<Uint8Array> {
  let at = 0
  let progress: Sending | undefined
  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        progress = trackSending(memory, bytes.buffer.byteLength, bytes.buffer, (reason) =>
          controller.error(reason),
        )
      },
      pull(controller) {
        const piece = bytes.subarray(at, at + PIECE)
        at += piece.length
        progress?.add(piece.length)
        if (piece.length > 0) controller.enqueue(piece)
        if (at < bytes.length) return
        controller.close()
        progress?.end()
      },
      cancel: () => progress?.end(),
    },
    { highWaterMark: 0 },
  )
  return stream.pipeThrough(new FixedLengthStream(bytes.length))
}
