/** Reads any number of bytes from pieces as they arrive. */
export interface Cursor {
  /** A copy of the next `length` bytes; fewer where the input ends. */
  read(length: number): Promise<Uint8Array>
  /** A view of the next `length` bytes, if all of them are in the piece that has arrived; valid until the next call. */
  take(length: number): Uint8Array | undefined
  /** A view of up to `most` bytes, as many as have arrived; valid until the next call, and empty at the end. */
  some(most: number): Promise<Uint8Array>
  /** Closes the input. */
  close(): Promise<void>
}

/** @param pieces each may be overwritten once the next one is requested */
export function cursor(pieces: AsyncIterable<Uint8Array>): Cursor {
  const iterator = pieces[Symbol.asyncIterator]()
  let piece: Uint8Array = new Uint8Array(0)

  function take(length: number): Uint8Array | undefined {
    if (piece.length < length) return undefined
    const part = piece.subarray(0, length)
    piece = piece.subarray(length)
    return part
  }

  async function some(most: number): Promise<Uint8Array> {
    while (piece.length === 0) {
      const next = await iterator.next()
      if (next.done) return piece
      piece = next.value
    }
    const part = piece.subarray(0, most)
    piece = piece.subarray(part.length)
    return part
  }

  async function read(length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length)
    let filled = 0
    while (filled < length) {
      const part = await some(length - filled)
      if (part.length === 0) break
      bytes.set(part, filled)
      filled += part.length
    }
    return bytes.subarray(0, filled)
  }

  return {
    take,
    read,
    some,
    async close() {
      await iterator.return?.()
    },
  }
}
