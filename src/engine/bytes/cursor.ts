/** Reader that returns any number of bytes from pieces as they arrive. */
export interface Cursor {
  /** Returns a copy of the next `length` bytes, or fewer bytes if the input ends. */
  read(length: number): Promise<Uint8Array>
  /**
   * Returns a view of the next `length` bytes if the current piece contains them all. The view is
   * valid until the next call.
   */
  take(length: number): Uint8Array | undefined
  /**
   * Returns a view of up to `maxBytes` bytes, as many as have arrived. The view is valid until the
   * next call, and empty at the end.
   */
  some(maxBytes: number): Promise<Uint8Array>
  /**
   * Gives back the last `length` bytes from the view that `some` has returned. The next read
   * returns them again.
   */
  back(length: number): void
  /** Closes the input. */
  close(): Promise<void>
}

/**
 * Opens a cursor.
 * @param pieces each piece may be overwritten once the next one is requested
 */
export function cursor(pieces: AsyncIterable<Uint8Array>): Cursor {
  const iterator = pieces[Symbol.asyncIterator]()
  let piece: Uint8Array = new Uint8Array(0)
  let at = 0

  function take(length: number): Uint8Array | undefined {
    if (piece.length - at < length) return undefined
    at += length
    return piece.subarray(at - length, at)
  }

  async function some(maxBytes: number): Promise<Uint8Array> {
    while (at === piece.length) {
      const next = await iterator.next()
      piece = next.done ? new Uint8Array(0) : next.value
      at = 0
      if (next.done) return piece
    }
    const part = piece.subarray(at, at + maxBytes)
    at += part.length
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
    back(length) {
      at -= length
    },
    async close() {
      await iterator.return?.()
    },
  }
}
