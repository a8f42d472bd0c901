/** A finished image, independent of the request: what the cache keeps and requests share. */
export interface Derivative {
  readonly body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>
  /** Bytes of the body, if known. */
  readonly length: number | undefined
  /** Media type of the body. */
  readonly type: string
  /** Entity tag with its quotes. */
  readonly etag: string | undefined
  /** Unix time in seconds until which its sources let caches keep it. */
  readonly until: number
  /** Unix time in seconds at which its sources were last known to be those that it was made of. */
  readonly checked: number
  /** Unix time in seconds at which it was made. */
  readonly made: number
  /** How to ask its sources whether they have changed, as `formatValidators` writes it; empty where they cannot be asked. */
  readonly validators: string
  /** 0: the original, as requested; 1: processed; 2: the original, since the processed image would be larger. */
  readonly processed: 0 | 1 | 2
  /** Size, dimensions and format: the value of `x-ip-info`. */
  readonly info: string
}

const PROCESSED: readonly unknown[] = [0, 1, 2] satisfies Derivative['processed'][]

export function isProcessed(value: unknown): value is Derivative['processed'] {
  return PROCESSED.includes(value)
}
