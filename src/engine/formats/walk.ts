import { type ByteReader, openReader } from '../bytes/reader.ts'

const MAX_READ = 16

/** One step in a walk through a file: a number of bytes to skip, then a number of bytes to read. */
export interface WalkStep {
  /** Number of bytes to skip. */
  readonly skip: number
  /**
   * `true` to skip a chain of sub-blocks next (GIF89a, 15). Each sub-block is a length byte and
   * that many bytes. A zero length ends the chain.
   */
  readonly chained?: boolean
  /** Number of bytes to read after skipping, 1 to 16. */
  readonly read: number
}

/**
 * A walk through a file: a generator that yields each step, and receives a reader for the bytes
 * that the step reads. The reader is valid until the next step.
 */
export type Walk = Generator<WalkStep, void, ByteReader>

/** Facts about a frame that determine the memory for decoding it. */
export interface FrameFacts {
  /** The encoded frame's length in bytes; absent if the decoder takes it in pieces. */
  readonly bytes?: number
  /** `true` if the picture before the frame is shown again after it. */
  readonly isRestored?: boolean
}

/**
 * Function that begins a walk to count a file's frames. Each time that the walk finds frames, it
 * calls `count` with their number.
 */
export type FrameWalk = (count: (frames: number, facts?: FrameFacts) => void) => Walk

/**
 * Runs a walk over a file that arrives in pieces. It keeps only the bytes that the current step
 * reads.
 * @returns a function that takes the next piece and returns `true` once the walk has ended
 */
export function follow(walk: Walk): (piece: Uint8Array) => boolean {
  const bytes = new Uint8Array(MAX_READ)
  const input = openReader(bytes, true)
  let step = walk.next()
  let left = 0
  let chained = false
  let filled = 0

  function begin(): void {
    if (step.done) return
    left = step.value.skip
    chained = step.value.chained ?? false
    filled = 0
  }

  /**
   * Skips bytes in a piece. Returns the offset after them, or the piece's end if the skipped range
   * continues in the next piece.
   */
  function skip(piece: Uint8Array, from: number): number {
    let at = from
    for (;;) {
      const over = Math.min(left, piece.length - at)
      at += over
      left -= over
      if (!chained || at === piece.length) return at
      left = piece[at++] ?? 0
      chained = left > 0
    }
  }

  begin()
  return (piece) => {
    for (let at = 0; !step.done; begin()) {
      at = skip(piece, at)
      const part = piece.subarray(at, at + step.value.read - filled)
      bytes.set(part, filled)
      filled += part.length
      at += part.length
      if (filled < step.value.read) return false
      step = walk.next(input)
    }
    return true
  }
}
