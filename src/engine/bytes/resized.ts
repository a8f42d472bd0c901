/**
 * Moves a buffer's bytes to a buffer with another length, and frees the old buffer. Node 20 has no
 * `ArrayBuffer.prototype.transfer`, so the bytes are copied there.
 */
export function resized(buffer: ArrayBuffer, length: number): ArrayBuffer {
  if (typeof buffer.transfer === 'function') return buffer.transfer(length)
  const bytes = new Uint8Array(length)
  bytes.set(new Uint8Array(buffer, 0, Math.min(length, buffer.byteLength)))
  return bytes.buffer
}
