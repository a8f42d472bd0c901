import { bodyReader, PIECE } from '../../engine/bytes/body-reader.ts'
import type { Meter } from '../../engine/bytes/meter.ts'
import type { Deadline } from './deadline.ts'

const MIN_PROGRESS = 64 * 1024

/**
 * Returns the body of a source with limits on its size and time. If a limit is exceeded, the stream
 * errors with a `Failure`. At least 64 KB must arrive within each `timeout`, so an origin that
 * sends too slowly fails like one that stalls. The result is a byte stream: it writes into the
 * buffer of its reader and reads nothing ahead.
 */
export function limitedBody(
  body: ReadableStream<Uint8Array>,
  count: Meter,
  clock: Deadline,
): ReadableStream<Uint8Array> {
  const reader = bodyReader(body)
  let scratch = new Uint8Array(PIECE)

  async function next(room: number): Promise<Uint8Array> {
    const into = scratch.subarray(0, Math.min(room, PIECE))
    const atLeast = Math.min(into.length, MIN_PROGRESS)
    const piece = await clock.run(() => reader.read(into, atLeast))
    scratch = new Uint8Array(piece.buffer)
    count.add(piece.length, piece.length < atLeast)
    return piece
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
        throw failure
      }
    },
    cancel: (reason) => reader.cancel(reason),
  })
}
