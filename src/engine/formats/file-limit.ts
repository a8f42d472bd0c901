import type { DetailParts } from '../../errors.ts'
import { releaseBuffer } from '../bytes/release.ts'
import { mentioning, parts } from '../options/mention.ts'

/** Limit for an encoded file. */
export interface FileLimit {
  /** Maximum file length in bytes. */
  readonly bytes: number
  /** @throws Failure over-budget: `length` bytes are too many; the detail says what to do */
  check(length: number): void
}

/**
 * Returns a file's limit.
 * @param name noun for the file, such as `image`
 * @param ways changes to the request that make the file shorter
 */
export const fileLimit = (bytes: number, name: string, ways: string | DetailParts): FileLimit => ({
  bytes,
  check(length) {
    if (length <= bytes) return
    const megabytes = bytes >= 1e7 ? Math.floor(bytes / 1e6) : Math.floor(bytes / 1e5) / 10
    throw mentioning(
      'over-budget',
      parts`the ${name} would have more than the ${megabytes} MB that fit: ask for ${ways}`,
    )
  },
})

/**
 * Frees a file that is longer than its limit.
 * @throws Failure over-budget
 */
export function assertWithin(file: Uint8Array, limit: FileLimit): void {
  const { length } = file
  if (length > limit.bytes) releaseBuffer(file)
  limit.check(length)
}

/** Limit for a file that may have any length. */
export const UNLIMITED: FileLimit = { bytes: Number.POSITIVE_INFINITY, check: () => undefined }
