import type { ByteSource } from '../../../src/engine/bytes/byte-source.ts'

export interface ByteInput extends ByteSource {
  /**
   * `true` if the reader no longer reads chunks, because it has read all of them or has stopped
   * early.
   */
  readonly left: boolean
  /** Number of bytes that the reader has received. */
  readonly read: number
}

/**
 * Returns the bytes of a file as a source that delivers them in pieces. Each piece is overwritten
 * when the next one is requested, as sources are allowed to do.
 * @param cuts positions in the file at which a piece ends
 * @param error error to throw after the last piece
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
