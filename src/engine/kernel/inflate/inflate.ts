/** Inflates streams outside PNG. An instance inflates one stream at a time. */
import { countedBytes, startCount } from '../heap'
import { inputAddress, inputCapacity, takeInput } from './input'
import { out, read, unread } from './output'
import { inflateMore, openStream } from './stream'

const ROOM: usize = 131072

/** Number of bytes that the last `inflateFeed` returned. */
let given: usize = 0

/**
 * Begins a stream.
 * @param zlib 1 for zlib: a header, and a checksum that is verified (RFC 1950); 0 for raw deflate
 *   (RFC 1951)
 */
export function inflateOpen(zlib: i32): void {
  openStream(zlib !== 0, ROOM)
  given = 0
}

/** Returns the bytes that `inflateOpen` allocates. */
export function inflateBytes(): f64 {
  startCount()
  inflateOpen(1)
  return countedBytes()
}

/** Returns the address for the next piece, at most `inflateCapacity()` bytes. */
export function inflateInput(): usize {
  return inputAddress()
}

/** Returns the maximum length of the next piece: 64 KB whenever `inflateFeed` has returned 0. */
export function inflateCapacity(): i32 {
  return <i32>inputCapacity()
}

/**
 * Returns the address of the bytes of the last `inflateFeed`. They are valid until the next call.
 */
export function inflateOutput(): usize {
  return unread
}

/**
 * Takes `length` bytes at `inflateInput()` and inflates them. `inflateFeed(0)` continues with the
 * rest. Bytes after the end of the stream are ignored. If the stream is cut off, all bytes that can
 * be decoded are returned.
 * @returns the number of bytes, or 0 if more input is needed or the stream has ended. A damaged
 *   stream returns a negative status after all bytes before the damage.
 */
export function inflateFeed(length: i32): i32 {
  takeInput(length)
  read(given)
  const status = inflateMore()
  given = out - unread
  return given > 0 ? <i32>given : min(status, 0)
}
