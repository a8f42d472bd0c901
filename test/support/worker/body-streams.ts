export type Body = ReadableStream<Uint8Array>

/** End of a stream after its last piece. */
export type End = 'close' | 'stay open' | Error

/** Number of bytes read from a stream, and its cancellation. */
export interface Log {
  pulled: number
  cancelled: boolean
}

interface Controller {
  enqueue(piece: Uint8Array): void
  close(): void
  error(reason: unknown): void
  readonly byobRequest?: { respond(bytes: number): void } | null
}

function handlers(pieces: readonly Uint8Array[], end: End, log: Log) {
  const queue = [...pieces]
  return {
    pull(controller: Controller): void | Promise<void> {
      const piece = queue.shift()
      if (piece !== undefined) {
        log.pulled += piece.length
        controller.enqueue(piece.slice())
      } else if (end === 'close') {
        controller.close()
        // Ends a read that waits for bytes.
        controller.byobRequest?.respond(0)
      } else if (end === 'stay open') {
        return new Promise(() => undefined)
      } else {
        controller.error(end)
      }
    },
    cancel() {
      log.cancelled = true
    },
  }
}

/**
 * Functions that create streams of both kinds: with arbitrary chunks, and byte streams as in
 * Workers.
 */
export const STREAMS = {
  chunks(pieces: readonly Uint8Array[], end: End, log: Log): Body {
    return new ReadableStream(handlers(pieces, end, log), { highWaterMark: 0 })
  },
  /**
   * Creates a byte stream. It emulates `readAtLeast` of Workers by `read` with `min`, which also
   * detaches the buffer.
   */
  bytes(pieces: readonly Uint8Array[], end: End, log: Log): Body {
    const filled = pieces.filter((piece) => piece.length > 0)
    const stream: Body = new ReadableStream({ type: 'bytes', ...handlers(filled, end, log) })
    return Object.defineProperty(stream, 'getReader', {
      value() {
        const reader = new ReadableStreamBYOBReader(stream)
        const read: (view: Uint8Array, options: { min: number }) => unknown = reader.read.bind(reader)
        return Object.assign(reader, { readAtLeast: (min: number, view: Uint8Array) => read(view, { min }) })
      },
    })
  },
}
export const KINDS = ['chunks', 'bytes'] as const
export type Kind = (typeof KINDS)[number]

const PATTERN = new Uint8Array(2 ** 21)
for (let i = 0; i < PATTERN.length; i++) PATTERN[i] = i * 31 + (i >> 8) * 7 + (i >> 16)

/**
 * Returns the first bytes of a fixed pattern (up to 2 MB). A gap, a repetition or a swap in it is
 * noticeable.
 */
export function bytes(length: number): Uint8Array {
  return PATTERN.subarray(0, length)
}

/**
 * Splits bytes into pieces at positions that are shares of the length from 0 to 1. Equal positions
 * give an empty piece.
 */
export function cut(whole: Uint8Array, places: readonly number[]): Uint8Array[] {
  const edges = [
    0,
    ...places.map((place) => Math.floor(place * whole.length)).sort((a, b) => a - b),
    whole.length,
  ]
  return edges.slice(1).map((edge, i) => whole.subarray(edges[i], edge))
}
