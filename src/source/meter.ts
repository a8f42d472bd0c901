import { Failure } from '../errors.ts'

/** Counts a body as it arrives. */
export interface Meter {
  /** Bytes so far. */
  readonly read: number
  /**
   * Takes note of `bytes` more. Throws `Failure`: source-too-large for what has come, or was announced, beyond the
   * limit; bad-origin for a body that is longer, or has ended shorter, than announced.
   */
  add(bytes: number, ended: boolean): void
}

/**
 * @param size the announced length in bytes, if any: believed only as far as it makes the body be refused
 * @param maxBytes the limit
 */
export function meter(size: number | undefined, maxBytes: number): Meter {
  let read = 0
  return {
    get read() {
      return read
    },
    add(bytes, ended) {
      read += bytes
      if (Math.max(read, size ?? 0) > maxBytes) {
        throw new Failure('source-too-large', `at most ${maxBytes} bytes are allowed`)
      }
      if (size !== undefined && (ended ? read !== size : read > size)) {
        throw new Failure('bad-origin', undefined, `${read} of ${size} announced bytes`)
      }
    },
  }
}
