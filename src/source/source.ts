/** An image as it arrives from its origin: a stream of bytes, and the origin's metadata. */
export interface Source {
  readonly body: ReadableStream<Uint8Array>
  /** Length of the body in bytes, if the origin announced it. */
  readonly size: number | undefined
  /** The origin's entity tag, quotes and `W/` included. */
  readonly etag: string | undefined
  /** Seconds for which the origin lets caches keep the image; `undefined` where it does not say. */
  readonly maxAge: number | undefined
}

/**
 * Opens the image at `path` below a source.
 * @throws Failure not-found, bad-origin, origin-timeout, source-too-large
 */
export type OpenSource = (path: string, signal: AbortSignal) => Promise<Source>
