import { Failure } from '../../errors.ts'

/**
 * Handle for bytes in memory. States and functions that are left behind may still refer to the
 * handle. After `drop` the handle refers to no bytes, so garbage collection can free them.
 */
export interface Contents<Bytes> {
  /** Returns the bytes. Throws `Failure` internal after `drop`. */
  read(): Bytes
  /**
   * Frees the bytes that the handle owns, and drops the reference to them. Returns the reference,
   * unless it has been dropped before.
   */
  drop(): Bytes | undefined
  /** Makes `drop` only drop the reference, because the bytes are part of a result. */
  keep(): void
}

/**
 * Creates the handle for some bytes.
 * @param free frees the bytes that the handle owns. Without it, the bytes have another owner
 */
export function contents<Bytes extends object>(bytes: Bytes, free?: (bytes: Bytes) => void): Contents<Bytes> {
  let held: Bytes | undefined = bytes
  let isKept = false
  return {
    read() {
      if (!held) throw new Failure('internal', undefined, 'an image is used after it was released')
      return held
    },
    drop() {
      const dropped = held
      if (dropped && !isKept) free?.(dropped)
      held = undefined
      return dropped
    },
    keep() {
      isKept = true
    },
  }
}
