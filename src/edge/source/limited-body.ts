import { bodyReader, PIECE } from '../../engine/bytes/body-reader.ts'
import type { Meter } from '../../engine/bytes/meter.ts'
import { releaseBuffer } from '../../engine/bytes/release.ts'
import type { Deadline } from './deadline.ts'

const MIN_PROGRESS = 64 * 1024

/**
 * Returns a source's body with limits on its size and time. If a limit is exceeded, the stream
 * errors with a `Failure`. At least 64 KB must arrive within each `timeout`, so an origin that
 * sends too slowly fails like one that stalls. The result is a byte stream: it writes into its
 * reader's buffer and reads nothing ahead. Between the two streams, all bytes pass through one
 * buffer, which is as long as the longest read and is freed at the end.
 */
export function limitedBody(
  body: ReadableStream<Uint8Array>,
  count: Meter,
  clock: Deadline,
): ReadableStream<Uint8Array> {
  const reader = bodyReader(body)
  let scratch = new Uint8Array(0)
  let isReading = false

  function scratchFor(length: number): Uint8Array<ArrayBuffer> {
    if (scratch.length < length) {
      releaseBuffer(scratch)
      scratch = new Uint8Array(length)
    }
    return scratch.subarray(0, length)
  }

  async function next(room: number): Promise<Uint8Array> {
    const into = scratchFor(Math.min(room, PIECE))
    const atLeast = Math.min(into.length, MIN_PROGRESS)
    isReading = true
    const piece = await clock.run(() => reader.read(into, atLeast))
    isReading = false
    scratch = new Uint8Array(piece.buffer)
    count.add(piece.length, piece.length < atLeast)
    return piece
  }

  /** Frees the buffer, unless a read that does not end in time may still write into it. */
  function end(): void {
    if (!isReading) releaseBuffer(scratch)
  }

  return new ReadableStream({
    type: 'bytes',
    // If `autoAllocateChunkSize` is set, the stream creates a `byobRequest` also for readers that
    // pass no buffer of their own.
    autoAllocateChunkSize: PIECE,
    async pull(controller) {
      const request = controller.byobRequest
      const view = request?.view
      try {
        const piece = await next(view?.length ?? PIECE)
        if (piece.length === 0) {
          end()
          controller.close()
          request?.respond(0)
        } else if (request && view) {
          view.set(piece)
          request.respond(piece.length)
        } else {
          controller.enqueue(piece.slice())
        }
      } catch (failure) {
        reader.cancel(failure).catch(() => undefined)
        end()
        throw failure
      }
    },
    cancel(reason) {
      end()
      return reader.cancel(reason)
    },
  })
}
