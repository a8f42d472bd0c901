import { Failure } from '../../errors.ts'

/** Counts a body's received bytes and enforces the limits on its length. */
export interface Meter {
  /** Bytes counted until now. */
  readonly read: number
  /**
   * Counts `bytes` more.
   * @param ended `true` if the body has ended
   * @throws Failure source-too-large: the received or announced bytes exceed the limit; bad-origin:
   *   the body is longer than announced, or has ended too early
   */
  add(bytes: number, ended: boolean): void
}

/**
 * Creates a counter for a body's bytes.
 * @param announced announced length in bytes, if any
 * @param maxBytes maximum length in bytes
 */
export function meter(announced: number | undefined, maxBytes: number): Meter {
  let read = 0
  return {
    get read() {
      return read
    },
    add(bytes, ended) {
      read += bytes
      if (Math.max(read, announced ?? 0) > maxBytes) {
        throw new Failure('source-too-large', `the source has more than ${maxBytes} bytes`)
      }
      if (announced !== undefined && (ended ? read !== announced : read > announced)) {
        throw new Failure(
          'bad-origin',
          undefined,
          `the source has ${read} bytes, not the ${announced} that it announced`,
        )
      }
    },
  }
}
