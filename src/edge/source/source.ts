import type { ImageSource } from '../../engine/bytes/image-source.ts'

/**
 * Validators of an image. If they are sent to the source, its answer says whether the image has
 * changed.
 */
export interface Validators {
  /** Entity tag that the origin sent, including quotes and `W/`. */
  readonly etag: string | undefined
  /** Value of the header `Last-Modified` that the origin sent. */
  readonly modified?: string | undefined
}

/** Image as its origin sends it: a stream of bytes, and metadata from the response. */
export interface Source extends ImageSource, Validators {
  /** `true` if the image still has the validators that the caller passed. `body` is then empty. */
  readonly unchanged?: boolean
  /**
   * Seconds for which the origin allows caches to keep the image; `undefined` if it does not say.
   */
  readonly maxAge: number | undefined
}

/**
 * Opens the image at `path` below a source.
 * @param known validators of an earlier answer; if they still hold, the result is `unchanged`
 * @throws Failure not-found, bad-origin, origin-timeout, source-too-large
 */
export type OpenSource = (path: string, signal: AbortSignal, known?: Validators) => Promise<Source>

/** Returns the source of an image that has not changed. Its body is empty. */
export function unchanged({ etag, modified }: Validators, maxAge: number | undefined): Source {
  const body = new ReadableStream<Uint8Array>({ start: (controller) => controller.close() })
  return { body, size: undefined, etag, modified, maxAge, unchanged: true }
}
