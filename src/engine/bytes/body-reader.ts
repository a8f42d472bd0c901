import { Failure } from '../../errors.ts'

/**
 * Size in bytes of one read. In Workers, reads of 256 KB cost half as much CPU time as reads of the
 * default 4 KB. Each request in a slot holds up to three buffers of this size: its file's first
 * bytes, its reader's buffer and its source's buffer.
 */
export const PIECE = 64 * 1024

/** Maximum number of empty chunks in a row. A stream that yields more makes no progress. */
const MAX_EMPTY = 1000

/**
 * Chunks after which a reader lets timers run. A stream that always has a chunk ready would
 * otherwise block timers, and with them its request's abort signal.
 */
const CHUNKS_PER_TURN = 1000

/** Stream reader that fills the caller's buffers. */
export interface BodyReader {
  /**
   * Fills `into` from its start. Reads at least `atLeast` bytes (1 to `into.length`), or fewer if
   * the body ends. Only one read may run at a time.
   *
   * The read may detach the buffer behind `into`. Use the result's buffer instead.
   */
  read(into: Uint8Array<ArrayBuffer>, atLeast: number): Promise<Uint8Array<ArrayBuffer>>
  cancel(reason?: unknown): Promise<void>
}

/**
 * Locks `body` to a reader. In Workers the platform writes directly into the caller's buffer, 256
 * KB at a time instead of 4 KB. On other platforms, and for streams that are not byte streams, the
 * data is copied.
 */
export function bodyReader(body: ReadableStream<Uint8Array>): BodyReader {
  const reader = byobReader(body)
  return reader === undefined ? copyingReader(body.getReader()) : directReader(reader)
}

/** A reader with a Workers extension, which waits until at least `bytes` have arrived. */
interface WorkersReader extends Pick<ReadableStreamBYOBReader, 'cancel'> {
  readAtLeast(
    bytes: number,
    into: Uint8Array<ArrayBuffer>,
  ): Promise<{ readonly value?: Uint8Array<ArrayBuffer> | undefined }>
}

const isWorkersReader = (reader: unknown): reader is WorkersReader =>
  reader instanceof ReadableStreamBYOBReader && 'readAtLeast' in reader

function byobReader(body: ReadableStream<Uint8Array>): WorkersReader | undefined {
  let reader: ReadableStreamBYOBReader
  try {
    reader = body.getReader({ mode: 'byob' })
  } catch {
    return undefined
  }
  // A BYOB reader's type differs between platforms, so the extension is checked at run time.
  const extended: unknown = reader
  if (isWorkersReader(extended)) return extended
  reader.releaseLock()
  return undefined
}

function directReader(reader: WorkersReader): BodyReader {
  return {
    async read(into, atLeast) {
      const { value } = await reader.readAtLeast(atLeast, into)
      return value ?? new Uint8Array(0)
    },
    cancel: (reason) => reader.cancel(reason),
  }
}

function copyingReader(reader: ReadableStreamDefaultReader<Uint8Array>): BodyReader {
  let rest: Uint8Array = new Uint8Array(0)
  let chunks = 0
  let empty = 0

  /** Reads the next chunk. Returns `undefined` at the end. */
  async function next(): Promise<Uint8Array | undefined> {
    if (++chunks % CHUNKS_PER_TURN === 0) await new Promise((resolve) => setTimeout(resolve, 0))
    const { done, value } = await reader.read()
    if (done) return undefined
    empty = value.length === 0 ? empty + 1 : 0
    if (empty > MAX_EMPTY)
      throw new Failure('bad-origin', undefined, `the body has more than ${MAX_EMPTY} empty chunks in a row`)
    return value
  }

  return {
    async read(into, atLeast) {
      let filled = 0
      while (filled < atLeast) {
        if (rest.length === 0) {
          const chunk = await next()
          if (chunk === undefined) break
          rest = chunk
        }
        const part = rest.subarray(0, into.length - filled)
        into.set(part, filled)
        filled += part.length
        rest = rest.subarray(part.length)
      }
      return into.subarray(0, filled)
    },
    cancel: (reason) => reader.cancel(reason),
  }
}
