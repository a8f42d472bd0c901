import { type ByteReader, openReader } from '../bytes/reader.ts'

const MAX_READ = 16

/** A part of the way through a file. */
export interface WalkStep {
  /** Bytes to skip. */
  readonly skip: number
  /** Whether to skip then a chain of sub-blocks: each a length and as many bytes, up to a length of 0 (GIF89a, 15). */
  readonly chained?: boolean
  /** Bytes to read then, from 1 to 16. */
  readonly read: number
}

/** Goes through a file step by step, and gets the bytes that each step reads; a reader is valid until the next step. */
export type Walk = Generator<WalkStep, void, ByteReader>

/** Begins a walk through a whole file that calls `count` for frames as it finds them. */
export type FrameWalk = (count: (frames: number) => void) => Walk

/**
 * Takes a walk through a file that arrives in pieces, and keeps none of it but the bytes of one step.
 * @returns takes the next piece; says whether the walk has ended
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

  /** @returns the offset at which to read on; the end of the piece where more is to be skipped */
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
