/**
 * Output buffer: the last 32 KB, which matches repeat, and the bytes that have not been read yet,
 * in one block.
 */
import { block, INFLATE_OUTPUT } from '../blocks'
import { addBytes } from './adler'

/** Maximum distance of a match in bytes (RFC 1951 3.2.5). */
export const WINDOW: usize = 32768
/** Bytes after `full` that a symbol and the wide stores of its copy may overwrite. */
const SLACK: usize = 512

let start: usize = 0

/**
 * Addresses of the oldest byte that a match may repeat, of the first unread byte, and of the end of
 * the output. Decoding stops when the output reaches `full`.
 */
export let oldest: usize = 0
export let unread: usize = 0
export let out: usize = 0
export let full: usize = 0
/** Address up to which the checksum covers the output. */
let summed: usize = 0

/**
 * Begins a stream.
 * @param bytes maximum number of unread bytes, not counting the bytes of one step
 */
export function openOutput(bytes: usize): void {
  start = block(INFLATE_OUTPUT, WINDOW + bytes + SLACK)
  oldest = unread = out = summed = start
  full = start + WINDOW + bytes
}

/** Takes over the output address of a loop that writes with a local variable. */
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

/**
 * Makes room if the output is full: moves the window and the unread bytes to the start of the
 * buffer.
 */
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
