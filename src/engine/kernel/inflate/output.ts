/** The output: the last 32 KB, which matches repeat, and what has not been read yet, in one block. */
import { block, INFLATE_OUTPUT } from '../blocks'
import { addBytes } from './adler'

/** Farthest distance of a match (RFC 1951 3.2.5). */
export const WINDOW: usize = 32768
/** Bytes that a symbol and the wide stores of its copy may go beyond `full`. */
const SLACK: usize = 512

let start: usize = 0

/** The oldest byte that a match may repeat, the oldest that has not been read, the end of the bytes, and where to stop. */
export let oldest: usize = 0
export let unread: usize = 0
export let out: usize = 0
export let full: usize = 0
/** End of the bytes in the checksum. */
let summed: usize = 0

/** @param bytes most bytes that are not read at a time, beyond one step's */
export function openOutput(bytes: usize): void {
  start = block(INFLATE_OUTPUT, WINDOW + bytes + SLACK)
  oldest = unread = out = summed = start
  full = start + WINDOW + bytes
}

/** Takes over what a loop with a variable of its own has left. */
export function setOut(at: usize): void {
  out = at
}

export function read(bytes: usize): void {
  unread += bytes
}

export function sumOutput(): void {
  addBytes(summed, out)
  summed = out
}

/** Makes room where there is little: keeps the window and what is unread. */
export function slide(): void {
  if (out < full) return
  const kept = max(out - unread, min(out - oldest, WINDOW))
  const from = out - kept
  memory.copy(start, from, kept)
  const back = from - start
  oldest = start
  unread -= back
  out -= back
  summed = out
}
