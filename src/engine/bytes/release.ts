/**
 * Frees the memory behind `bytes` at once. All views of the buffer become empty. If a dropped
 * buffer is not released, it counts against the isolate's memory limit until the next garbage
 * collection.
 *
 * Only a buffer's owner may release it, after the last read. A stream, a cache or another request
 * must not read it any more. Node 20 has no `ArrayBuffer.prototype.transfer`, so the buffer stays
 * there until it is collected.
 */
export function releaseBuffer({ buffer }: Pick<Uint8Array, 'buffer'>): void {
  const isPossible = buffer instanceof ArrayBuffer && typeof buffer.transfer === 'function'
  if (isPossible && buffer.byteLength > 0) buffer.transfer(0)
}

/** Returns a file's later version, and frees the earlier one unless both share a buffer. */
export function replaced<File extends Uint8Array>(earlier: Uint8Array, later: File): File {
  if (later.buffer !== earlier.buffer) releaseBuffer(earlier)
  return later
}

/**
 * Registers the buffer behind bytes that only one context uses. If the context ends without an
 * event, another context frees the buffer. A buffer has one owner: the one that was registered
 * last.
 */
export type OwnBytes = (bytes: Uint8Array) => void
