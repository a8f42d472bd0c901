import { Failure } from '../../errors.ts'

/**
 * Handle of bytes in memory. States and functions that are left behind may still refer to the
 * handle. After `drop` the handle refers to no bytes, so garbage collection can free them.
 */
export interface Contents<Bytes> {
  /** Returns the bytes. Throws `Failure` internal after `drop`. */
  read(): Bytes
  /** Drops the reference to the bytes. Further calls have no effect. */
  drop(): void
}

/** Creates the handle of some bytes. */
export function contents<Bytes extends object>(bytes: Bytes): Contents<Bytes> {
  let held: Bytes | undefined = bytes
  return {
    read() {
      if (!held) throw new Failure('internal', undefined, 'an image is used after it was released')
      return held
    },
    drop() {
      held = undefined
    },
  }
}
