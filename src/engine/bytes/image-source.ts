/** An image as it arrives: a stream of bytes, and the facts known before it is read. */
export interface ImageSource {
  readonly body: ReadableStream<Uint8Array>
  /** Length of the body in bytes, or `undefined` if the origin did not announce it. */
  readonly size: number | undefined
  /** Identifies the version of the image. A source that is opened twice must be the same image. */
  readonly etag: string | undefined
}
