/**
 * Interface for inflating zlib or raw deflate streams that are not part of a PNG. An instance
 * inflates one stream at a time.
 */
import { countedBytes, startCount } from '../heap'
import { inputAddress, inputCapacity, takeInput } from './input'
import { out, read, unread } from './output'
import { inflateMore, openStream } from './stream'

const ROOM: usize = 131072

/** Bytes that the last `inflateFeed` returned. */
let given: usize = 0

/**
 * Begins to inflate a stream.
 * @param zlib 1 for zlib: a header, and a checksum that is verified (RFC 1950); 0 for raw deflate
 *   (RFC 1951)
 */
export function inflateOpen(zlib: i32): void {
  openStream(zlib !== 0, ROOM)
  given = 0
}

/** Returns how many bytes `inflateOpen` allocates. */
export function inflateBytes(): f64 {
  startCount()
  inflateOpen(1)
  return countedBytes()
}

/**
 * Returns the address to which the caller writes the stream's next piece, at most
 * `inflateCapacity()` bytes.
 */
export function inflateInput(): usize {
  return inputAddress()
}

/**
 * Returns the next piece's maximum length in bytes. It is 64 KB whenever `inflateFeed` has returned
 * 0.
 */
export function inflateCapacity(): i32 {
  return <i32>inputCapacity()
}

/**
 * Returns the address of the bytes that the last `inflateFeed` call returned. They are valid until
 * the next call.
 */
export function inflateOutput(): usize {
  return unread
}

/**
 * Takes `length` bytes at `inflateInput()` and inflates them. `inflateFeed(0)` continues with the
 * rest of the input. Bytes after the stream's end are ignored. If the stream is cut off, all bytes
 * that can be decoded are returned.
 * @returns the number of inflated bytes, or 0 if more input is needed or the stream has ended. If
 *   the stream is damaged, the function first returns all bytes before the damage, then a negative
 *   status.
 */
export function inflateFeed(length: i32): i32 {
  takeInput(length)
  read(given)
  const status = inflateMore()
  given = out - unread
  return given > 0 ? <i32>given : min(status, 0)
}
