/** What a zone's source delivers: the bytes as they arrive, and what the origin said of them. */
export interface Source {
  readonly body: ReadableStream<Uint8Array>
  /** Length of the body in bytes, where the origin told it. */
  readonly size: number | undefined
  /** The origin's entity tag as it stood in the header, quotes and `W/` included. */
  readonly etag: string | undefined
  readonly lastModified: Date | undefined
  /** How many seconds the origin lets the image be kept; `undefined` where it said nothing. */
  readonly maxAge: number | undefined
}

/** Opens the image at `path` below a zone's source. Throws `Failure`: not-found, bad-origin, origin-timeout, source-too-large. */
export type OpenSource = (path: string, signal: AbortSignal) => Promise<Source>
