import type { IsolateMemory } from './admission.ts'
import { startHeartbeat } from './heartbeat.ts'

const PIECE = 64 * 1024
/** A client that takes less than `LEAST` bytes in `WINDOW` milliseconds keeps memory from others. */
const WINDOW = 10_000
const LEAST = 64 * 1024

/**
 * What a body fails with that is on its way to a client already: its connection must not end as if the image were whole.
 * `retryable` marks a lost connection in Workers, which the platform does not report as an uncaught exception.
 */
export const brokenBody = (why: string): Error => Object.assign(new Error(why), { retryable: true })

/** A body on its way to a client. */
export interface Sending {
  /** Counts what the client has taken. */
  took(bytes: number): void
  /** Ends the count. */
  end(): void
}

/**
 * Counts a body's bytes until it is sent, in the context that sends it. A client that takes next to nothing while others
 * wait for memory loses its body and, with it, its connection.
 * @param drop ends the body with an error
 */
export function trackSending(
  memory: IsolateMemory,
  bytes: number,
  shared: object,
  drop: (reason: Error) => void,
): Sending {
  let begin = Date.now()
  let taken = 0
  const { heartbeat, stop } = startHeartbeat(() => {
    if (Date.now() - begin < WINDOW) return
    if (taken < LEAST && memory.isWanted()) {
      end()
      drop(brokenBody('the client takes too little while others wait'))
    }
    begin = Date.now()
    taken = 0
  })
  const release = memory.count(bytes, heartbeat, shared)
  function end(): void {
    stop()
    release()
  }
  return {
    took(more) {
      taken += more
    },
    end,
  }
}

/**
 * A body of bytes that are counted until the client has taken them or has left.
 * @param bytes which other contexts may send as well; they count once
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
        progress?.took(piece.length)
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
