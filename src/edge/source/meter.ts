import { Failure } from '../../errors.ts'

/** Counts a body as it arrives. */
export interface Meter {
  /** Bytes so far. */
  readonly read: number
  /**
   * Counts `bytes` more.
   * @throws Failure source-too-large: the received or announced bytes exceed the limit; bad-origin: the body is longer, or
   *   has ended shorter, than announced
   */
  add(bytes: number, ended: boolean): void
}

/**
 * @param size the announced length in bytes, if any
 * @param maxBytes most bytes that a body may have
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
        throw new Failure('source-too-large', `the source has more than ${maxBytes} bytes`)
      }
      if (size !== undefined && (ended ? read !== size : read > size)) {
        throw new Failure(
          'bad-origin',
          undefined,
          `the source has ${read} bytes, not the ${size} that it announced`,
        )
      }
    },
  }
}
