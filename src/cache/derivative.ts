/** A finished answer, whoever asked: what the cache holds and requests share. */
export interface Derivative {
  readonly body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>
  /** Bytes of the body, where they are known. */
  readonly length: number | undefined
  /** Media type of the body. */
  readonly type: string
  /** Entity tag with its quotes. */
  readonly etag: string | undefined
  /** Unix time in seconds until which it is fresh. */
  readonly until: number
  /** 0: the original as it is; 1: processed; 2: the original, since it is smaller than what processing made. */
  readonly processed: 0 | 1 | 2
  /** Size, dimensions and format, as `x-ip-info` tells them. */
  readonly info: string
}
