/** Reads a stream into buffers of the caller's. */
export interface BodyReader {
  /**
   * Fills `into` from its start with at least `atLeast` bytes (1 to its length), or with fewer where the body ends.
   *
   * `into` is given away: its buffer may move, and goes on as the buffer of the answer. One read at a time.
   */
  read(into: Uint8Array<ArrayBuffer>, atLeast: number): Promise<Uint8Array<ArrayBuffer>>
  cancel(reason?: unknown): Promise<void>
}

/**
 * Locks `body` to a reader: in Workers the platform writes straight into the buffer, 256 KB at a time instead of 4;
 * elsewhere, and for streams that are not made of bytes, the pieces are copied into it.
 */
export function bodyReader(body: ReadableStream<Uint8Array>): BodyReader {
  const direct = directReader(body)
  return direct === undefined ? copyingReader(body.getReader()) : directly(direct)
}

function directReader(body: ReadableStream<Uint8Array>): ReadableStreamBYOBReader | undefined {
  let reader: ReadableStreamBYOBReader
  try {
    reader = body.getReader({ mode: 'byob' })
  } catch {
    return undefined
  }
  // `readAtLeast` is an extension of Workers.
  if (typeof reader.readAtLeast === 'function') return reader
  reader.releaseLock()
  return undefined
}

function directly(reader: ReadableStreamBYOBReader): BodyReader {
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
  return {
    async read(into, atLeast) {
      let filled = 0
      while (filled < atLeast) {
        if (rest.length === 0) {
          const { done, value } = await reader.read()
          if (done) break
          rest = value
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
