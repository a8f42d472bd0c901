import { releaseBuffer } from './release.ts'

/** Concatenates byte arrays. */
export function join(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

/** Concatenates byte arrays and releases their buffers, which nothing else may read. */
export function joinAndRelease(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = join(pieces)
  for (const piece of pieces) releaseBuffer(piece)
  return whole
}
