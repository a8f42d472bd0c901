/** What a source is asked by whether its image has changed. */
export interface Validators {
  /** The origin's entity tag, quotes and `W/` included. */
  readonly etag: string | undefined
  /** `Last-Modified` of the origin. */
  readonly modified?: string | undefined
}

/** An image as it arrives from its origin: a stream of bytes, and the origin's metadata. */
export interface Source extends Validators {
  readonly body: ReadableStream<Uint8Array>
  /** Length of the body in bytes, if the origin announced it. */
  readonly size: number | undefined
  /** Whether the image is still the one that the caller knows: `body` is empty then. */
  readonly unchanged?: boolean
  /** Seconds for which the origin lets caches keep the image; `undefined` where it does not say. */
  readonly maxAge: number | undefined
}

/**
 * Opens the image at `path` below a source.
 * @param known of an earlier answer: the source answers `unchanged` where they still hold
 * @throws Failure not-found, bad-origin, origin-timeout, source-too-large
 */
export type OpenSource = (path: string, signal: AbortSignal, known?: Validators) => Promise<Source>

/** The answer of a source whose image is the one that is known. */
export function unchanged({ etag, modified }: Validators, maxAge: number | undefined): Source {
  const body = new ReadableStream<Uint8Array>({ start: (controller) => controller.close() })
  return { body, size: undefined, etag, modified, maxAge, unchanged: true }
}
