import { Failure } from '../../../errors.ts'
import { cursor } from '../../bytes/cursor.ts'
import type { Extent } from '../../picture/header.ts'

/** Reads parts of a file by offset and length, in ascending order, while the file arrives. */
export interface ChunkReader {
  /**
   * Copies a part and returns the copy.
   * @throws Failure corrupt: the file ends before the part does
   */
  read(extent: Extent): Promise<Uint8Array>
  /**
   * Yields a part piece by piece. It ends early if the file ends within the part. A piece is valid
   * until the next one is requested.
   */
  pieces(extent: Extent): AsyncGenerator<Uint8Array, void>
  /** Closes the input. */
  close(): Promise<void>
}

/** Opens a chunk reader at a file's beginning. */
export function chunkReader(source: AsyncIterable<Uint8Array>): ChunkReader {
  const input = cursor(source)
  let at = 0

  async function* until(end: number): AsyncGenerator<Uint8Array, void> {
    while (at < end) {
      const piece = await input.some(end - at)
      if (piece.length === 0) return
      at += piece.length
      yield piece
    }
  }

  async function* pieces(extent: Extent): AsyncGenerator<Uint8Array, void> {
    if (at > extent.at) throw new Failure('internal', undefined, 'the parts of a file are out of order')
    for await (const _ of until(extent.at));
    yield* until(extent.at + extent.length)
  }

  return {
    pieces,
    async read(extent) {
      const bytes = new Uint8Array(extent.length)
      let filled = 0
      for await (const piece of pieces(extent)) {
        bytes.set(piece, filled)
        filled += piece.length
      }
      if (filled < extent.length)
        throw new Failure('corrupt', 'WebP: the file ends before the image does; upload the file again')
      return bytes
    },
    close: input.close,
  }
}
