/**
 * An image as it arrives: a byte stream, and its length and version, which are known before it is
 * read.
 */
export interface ImageSource {
  readonly body: ReadableStream<Uint8Array>
  /** The body's length in bytes, or `undefined` if the origin did not announce it. */
  readonly size: number | undefined
  /**
   * Identifies the image's version. If it has changed when a source is opened again, the request
   * fails.
   */
  readonly etag: string | undefined
  /**
   * When it fires, the current read ends and the body is canceled. Without it, the body itself must
   * fail when its request is aborted.
   */
  readonly signal?: AbortSignal | undefined
}
