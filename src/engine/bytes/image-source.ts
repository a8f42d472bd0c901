/**
 * An image as it arrives: a stream of bytes, and its length and version, which are known before it
 * is read.
 */
export interface ImageSource {
  readonly body: ReadableStream<Uint8Array>
  /** Length of the body in bytes, or `undefined` if the origin did not announce it. */
  readonly size: number | undefined
  /**
   * Identifies the version of the image. If it has changed when a source is opened again, the
   * request fails.
   */
  readonly etag: string | undefined
  /**
   * Ends a read of the body when it fires, and cancels the body. Without it, the body itself must
   * fail when its request is aborted.
   */
  readonly signal?: AbortSignal | undefined
}
