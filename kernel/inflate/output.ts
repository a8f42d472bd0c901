/**
 * A deflate stream's output buffer. One memory block holds the last 32 KB, which later matches may
 * repeat, and the bytes that the caller has not read yet.
 */
import { block, INFLATE_OUTPUT } from '../blocks'
import { addBytes } from './adler'

/** Maximum match distance in bytes (RFC 1951 3.2.5). */
export const WINDOW: usize = 32768
/**
 * Bytes after `full` that may be overwritten, because one symbol and its copy's wide stores may
 * extend beyond `full`.
 */
const SLACK: usize = 512

let start: usize = 0

/**
 * Addresses of the oldest byte that a match may repeat (`oldest`), the first byte that the caller
 * has not read (`unread`), and the output's end (`out`). Decoding stops when the output reaches
 * `full`.
 */
export let oldest: usize = 0
export let unread: usize = 0
export let out: usize = 0
export let full: usize = 0
/** Address of the first output byte that the checksum does not include yet. */
let summed: usize = 0

/**
 * Begins a stream's output.
 * @param bytes unread bytes at which decoding stops; one more symbol may exceed it
 */
export function openOutput(bytes: usize): void {
  start = block(INFLATE_OUTPUT, WINDOW + bytes + SLACK)
  oldest = unread = out = summed = start
  full = start + WINDOW + bytes
}

/** Stores the output address from a loop that kept it in a local variable for speed. */
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
 * Makes room if the output is full: moves the window and the unread bytes to the buffer's start.
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
