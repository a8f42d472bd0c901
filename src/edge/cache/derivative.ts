import type { OutputInfo } from '../../engine/picture/output-info.ts'

/** Finished image, independent of the request. The cache keeps it, and requests share it. */
export interface Derivative {
  readonly body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>
  /** Bytes of the body, if known. */
  readonly length: number | undefined
  /** Media type of the body. */
  readonly type: string
  /** Entity tag with its quotes. */
  readonly etag: string | undefined
  /** Unix time in seconds until which its sources allow caches to keep it. */
  readonly until: number
  /** Unix time in seconds at which its sources were last known to be unchanged. */
  readonly checked: number
  /** Unix time in seconds at which it was made. */
  readonly made: number
  /**
   * Validators with which its sources are asked if they have changed, as `formatValidators` writes
   * them. They are empty if the sources cannot be asked.
   */
  readonly validators: string
  /**
   * 0: the original, as requested. 1: the processed image. 2: the original, because the processed
   * image would be larger.
   */
  readonly processed: 0 | 1 | 2
  /** Facts about the output, which `formatInfo` writes for `x-ip-info`. */
  readonly info: OutputInfo
}

const PROCESSED: readonly unknown[] = [0, 1, 2] satisfies Derivative['processed'][]

export function isProcessed(value: unknown): value is Derivative['processed'] {
  return PROCESSED.includes(value)
}
