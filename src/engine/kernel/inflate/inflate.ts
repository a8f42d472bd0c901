/** Inflate by itself, beside its use in PNG; an instance inflates one stream at a time. */
import { inputAddress, inputCapacity, takeInput } from './input'
import { out, read, unread } from './output'
import { inflateMore, openStream } from './stream'

const ROOM: usize = 131072

/** Bytes that the last `inflateFeed` has returned. */
let given: usize = 0

/**
 * Begins a stream.
 * @param zlib 1: with a header and a checksum, which is verified (RFC 1950); 0: raw deflate (RFC 1951)
 */
export function inflateOpen(zlib: i32): void {
  openStream(zlib !== 0, ROOM)
  given = 0
}

/** Address for the next piece, at most `inflateCapacity()` bytes. */
export function inflateInput(): usize {
  return inputAddress()
}

/** 64 KB whenever `inflateFeed` has returned 0. */
export function inflateCapacity(): i32 {
  return <i32>inputCapacity()
}

/** Address of the bytes of the last `inflateFeed`; valid until the next one. */
export function inflateOutput(): usize {
  return unread
}

/**
 * Takes `length` bytes at `inflateInput()` and inflates; `inflateFeed(0)` continues with the rest. What follows the end of
 * the stream is ignored.
 * @returns the number of bytes, all that the input holds after a cut, too; 0 where more input is needed or the stream has
 *   ended; negative where it is damaged, after all bytes before that
 */
export function inflateFeed(length: i32): i32 {
  takeInput(length)
  read(given)
  const status = inflateMore()
  given = out - unread
  return given > 0 ? <i32>given : min(status, 0)
}
