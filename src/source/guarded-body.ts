import { bodyReader } from './body-reader.ts'
import type { Deadline } from './deadline.ts'
import type { Meter } from './meter.ts'

/** Bytes asked of the platform at a time. */
const PIECE = 256 * 1024
/** What must arrive within one time limit: an origin that trickles is as bad as one that stands still. */
const HEADWAY = 64 * 1024

/**
 * The body of a source under guard: counted, timed, and in error with the `Failure` that tells what went wrong. It stays a byte stream that writes into its reader's buffer, and pulls nothing that is not asked for.
 */
export function guardedBody(
  body: ReadableStream<Uint8Array>,
  count: Meter,
  clock: Deadline,
): ReadableStream<Uint8Array> {
  const reader = bodyReader(body)
  let scratch = new Uint8Array(PIECE)

  async function next(room: number): Promise<Uint8Array> {
    const into = scratch.subarray(0, Math.min(room, PIECE))
    const atLeast = Math.min(into.length, HEADWAY)
    const piece = await clock.run(() => reader.read(into, atLeast))
    scratch = new Uint8Array(piece.buffer)
    count.add(piece.length, piece.length < atLeast)
    return piece
  }

  return new ReadableStream({
    type: 'bytes',
    // Has the platform bring a buffer (`byobRequest`) for readers that bring none.
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
