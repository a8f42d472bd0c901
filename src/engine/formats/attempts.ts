import { releaseBuffer } from '../bytes/release.ts'
import { kernelFailure } from '../wasm/kernel.ts'

/** Lowest quality in every lossy format. */
export const MIN_QUALITY = 1

/**
 * Picture that is encoded more than once, at different qualities. The picture stays as it is
 * between the encodes. All other settings are those with which it was opened.
 */
export interface Attempts {
  /**
   * Encodes the picture. Frees what the previous encode has left.
   * @returns minimum length of the file in bytes, which is nearly its length; infinite if there is
   *   no room for it
   */
  encode(quality: number): Promise<number>
  /**
   * Returns the last encode's exact file length in bytes, without making the file. Absent if
   * `encode` returns it.
   */
  exactLength?(): number
  /** Returns the last encode's file, once. The caller owns it. */
  file(): Promise<Uint8Array<ArrayBuffer>>
  /**
   * Encodes a drawing without loss, as the last encode. Absent if the format has no lossless files.
   * @param length length in bytes of the best file
   * @returns the file if it is shorter than `length`
   */
  lossless?(length: number): Uint8Array<ArrayBuffer> | undefined
  /**
   * Returns the mean SSIM between the picture's luma and the luma in a file from the last encode.
   * Only `ComparedFormat` has it.
   */
  similarity?(file: Uint8Array): number
}

/**
 * Returns the attempts for an encoder that leaves its picture as it is and makes the whole file at
 * once.
 */
export function wholeAttempts(make: (quality: number) => Promise<Uint8Array<ArrayBuffer>>): Attempts {
  let last: Uint8Array<ArrayBuffer> | undefined
  return {
    async encode(quality) {
      if (last) releaseBuffer(last)
      last = undefined
      last = await make(quality)
      return last.length
    },
    async file() {
      const file = last ?? new Uint8Array()
      last = undefined
      return file
    },
  }
}

/**
 * Returns the length that a kernel encoder has returned. A negative status means that the file at
 * this quality is too long for the encoder, but a file at a lower quality may not be.
 * @param format format name for the error
 * @throws Failure too-large: the quality is the lowest one
 */
export function lengthOrNoRoom(length: number, quality: number, format: string): number {
  if (length >= 0) return length
  if (quality <= MIN_QUALITY) throw kernelFailure(length, format)
  return Number.POSITIVE_INFINITY
}
