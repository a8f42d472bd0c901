import { cursor } from '../../bytes/cursor.ts'
import { type ByteReader, openReader } from '../../bytes/reader.ts'

/** Reads the parts of a GIF as they arrive, from front to back. */
export interface GifStream {
  /** The next bytes, valid until the next call; `undefined` where the file ends before. */
  block(length: number): Promise<ByteReader | undefined>
  /** A copy of the next bytes; fewer where the file ends. */
  read(length: number): Promise<Uint8Array>
  /**
   * Passes on a chain of sub-blocks (GIF89a, 15) as it is, with lengths, piece by piece; a piece is valid during the call.
   * It ends where the file does.
   */
  chain(take: (piece: Uint8Array) => void): Promise<void>
  /** Closes the input. */
  close(): Promise<void>
}

/** Finds the end of a chain of sub-blocks in pieces of it. */
function chainEnd() {
  let left = 0
  let isEnded = false
  return {
    isEnded: () => isEnded,
    /** @returns bytes of the piece that belong to the chain */
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

/** @param most bytes of a piece of a chain */
export function gifStream(pieces: AsyncIterable<Uint8Array>, most: number): GifStream {
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
        const piece = await input.some(most)
        if (piece.length === 0) return
        const length = end.find(piece)
        input.back(piece.length - length)
        take(piece.subarray(0, length))
      }
    },
    close: input.close,
  }
}
