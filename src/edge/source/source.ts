import type { ImageSource } from '../../engine/bytes/image-source.ts'

/** Validators of an image, with which a source is asked if the image has changed. */
export interface Validators {
  /** Entity tag from the origin, including quotes and `W/`. */
  readonly etag: string | undefined
  /** `Last-Modified` from the origin. */
  readonly modified?: string | undefined
}

/** Image as it arrives from its origin: a stream of bytes, and metadata from the origin. */
export interface Source extends ImageSource, Validators {
  /** `true` if the image is still the one that the caller knows. `body` is then empty. */
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

/** Returns the answer of a source whose image has not changed. */
export function unchanged({ etag, modified }: Validators, maxAge: number | undefined): Source {
  const body = new ReadableStream<Uint8Array>({ start: (controller) => controller.close() })
  return { body, size: undefined, etag, modified, maxAge, unchanged: true }
}
