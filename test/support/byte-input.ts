import type { ByteSource } from '../../src/engine/bytes/byte-source.ts'

export interface ByteInput extends ByteSource {
  /**
   * `true` if the reader has finished with the chunks, by reading to the end or by abandoning them.
   */
  readonly left: boolean
  /** Number of bytes passed to the reader. */
  readonly read: number
}

/**
 * Returns a compressed image in pieces. Each piece is overwritten when the next one is requested,
 * as sources are allowed to do.
 * @param cuts positions of the cuts
 * @param error error to throw at the end
 */
export function byteInput(bytes: Uint8Array, cuts: Iterable<number> = [], error?: unknown): ByteInput {
  let left = false
  let read = 0
  const ends = [...new Set([...cuts, bytes.length])]
    .filter((end) => end <= bytes.length)
    .sort((a, b) => a - b)
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      for (const end of ends) {
        if (end === read) continue
        const piece = Uint8Array.from(bytes.subarray(read, end))
        read = end
        yield piece
        piece.fill(0xee)
      }
      if (error !== undefined) throw error
    } finally {
      left = true
    }
  }
  return {
    readAll: async () => Uint8Array.from(bytes),
    chunks,
    get left() {
      return left
    },
    get read() {
      return read
    },
  }
}
