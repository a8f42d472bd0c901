import type { ByteSource } from '../../src/engine/bytes/byte-source.ts'

export interface ByteInput extends ByteSource {
  /** Whether the chunks were read to the end or abandoned. */
  readonly left: boolean
  /** Bytes passed to the reader. */
  readonly read: number
}

/**
 * A compressed image in pieces. Each is overwritten when the next is requested, as sources may do.
 * @param cuts positions of the cuts
 * @param error thrown at the end
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
