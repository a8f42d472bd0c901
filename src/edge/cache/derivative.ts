import type { OutputInfo } from '../../engine/picture/output-info.ts'

/**
 * Finished image, independent of the request. The cache stores it, and concurrent requests share
 * it.
 */
export interface Derivative {
  readonly body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>
  /** Length in bytes of the body, if it is known. */
  readonly length: number | undefined
  /** Media type of the body. */
  readonly type: string
  /** Entity tag with its quotes. */
  readonly etag: string | undefined
  /** Unix time in seconds until which the sources of the image allow caches to keep it. */
  readonly until: number
  /** Unix time in seconds at which all sources of the image were last known to be unchanged. */
  readonly checked: number
  /** Unix time in seconds at which the image was made. */
  readonly made: number
  /**
   * Validators of the sources, as `formatValidators` writes them. With them, a source is asked
   * whether its file has changed. The text is empty if a source has no validators.
   */
  readonly validators: string
  /**
   * Kind of the image, as in the header `x-ip`. 0: the original, as requested. 1: the processed
   * image. 2: the original, because the processed image would be larger.
   */
  readonly processed: 0 | 1 | 2
  /** Facts about the output, which `formatInfo` writes for `x-ip-info`. */
  readonly info: OutputInfo
}

const PROCESSED: readonly unknown[] = [0, 1, 2] satisfies Derivative['processed'][]

export function isProcessed(value: unknown): value is Derivative['processed'] {
  return PROCESSED.includes(value)
}
