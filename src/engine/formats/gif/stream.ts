import { cursor } from '../../bytes/cursor.ts'
import { type ByteReader, openReader } from '../../bytes/reader.ts'

/** Reads a GIF's parts in order, while the file arrives. */
export interface GifStream {
  /**
   * Returns the next bytes, valid until the next call; `undefined` if the file ends before them.
   */
  block(length: number): Promise<ByteReader | undefined>
  /** Returns a copy of the next bytes; fewer if the file ends. */
  read(length: number): Promise<Uint8Array>
  /**
   * Passes a sub-block chain (GIF89a, 15) to `take`, piece by piece and with its length bytes. A
   * piece is valid during the call. If the file ends within the chain, the chain ends there.
   */
  chain(take: (piece: Uint8Array) => void): Promise<void>
  /** Closes the input. */
  close(): Promise<void>
}

/** Opens a function that finds where a sub-block chain ends. The chain arrives in pieces. */
function chainEnd() {
  let left = 0
  let isEnded = false
  return {
    isEnded: () => isEnded,
    /** Returns the number of bytes at the piece's start that belong to the chain. */
    find(piece: Uint8Array): number {
      let at = left
      while (at < piece.length && !isEnded) {
        const length = piece[at] ?? 0
        isEnded = length === 0
        at += 1 + length
      }
      left = Math.max(0, at - piece.length)
      return Math.min(at, piece.length)
    },
  }
}

/**
 * Opens a stream over a GIF's pieces. `maxBytes` is the maximum number of bytes that `chain` passes
 * to `take` at once.
 */
export function gifStream(pieces: AsyncIterable<Uint8Array>, maxBytes: number): GifStream {
  const input = cursor(pieces)
  return {
    read: input.read,
    async block(length) {
      const bytes = input.take(length) ?? (await input.read(length))
      return bytes.length < length ? undefined : openReader(bytes, true)
    },
    async chain(take) {
      const end = chainEnd()
      while (!end.isEnded()) {
        const piece = await input.some(maxBytes)
        if (piece.length === 0) return
        const length = end.find(piece)
        input.back(piece.length - length)
        take(piece.subarray(0, length))
      }
    },
    close: input.close,
  }
}
