/** Validators of a cached copy. If they still hold, the source may answer `unchanged`. */
export interface SourceConditions {
  /** Entity tag of the copy, as the source gave it. */
  readonly etag?: string
  /** The copy's date, as the source gave it, in the form of `Last-Modified`. */
  readonly modified?: string
}

/** Answer from a source that is defined in code: an image's bytes, and facts about them. */
export interface SourceAnswer {
  /** Bytes of the image. They may be absent only with `unchanged`. */
  readonly body?: ReadableStream<Uint8Array> | Uint8Array | ArrayBuffer | Blob | null | undefined
  /** Length in bytes. A body of another length is refused. */
  readonly size?: number | undefined
  /**
   * Text that identifies the version of the image. Without it, and without `modified`, the image is
   * read again whenever a cached copy is checked.
   */
  readonly etag?: string | undefined
  /** Time at which the image last changed. */
  readonly modified?: string | Date | undefined
  /** Whole seconds for which caches may keep the image. Default: `max_age` of the zone. */
  readonly maxAge?: number | undefined
  /** `true` if the image still has the validators of `conditions`. */
  readonly unchanged?: boolean | undefined
}

/** Result of a source that is defined in code. `null` and `undefined`: there is no such image. */
export type SourceResult = SourceAnswer | Response | null | undefined

/**
 * Reads an image of a source that is defined in code.
 * @param path decoded image path: the prefix in the zone's `source`, and the path below the zone.
 *   It has no empty, `.` or `..` segment, no backslash and no control character
 * @param conditions validators of the cached copy, if there is one; otherwise empty
 * @param signal aborts when the time for the source is up, or when nobody needs the image any more
 * @returns the image; a `Response`, which is read like that of an https source; or nothing if there
 *   is no such image
 */
export type ReadSource = (
  path: string,
  conditions: SourceConditions,
  signal: AbortSignal,
) => SourceResult | Promise<SourceResult>

/** Sources that are defined in code, by the name before the colon in `source` of a zone. */
export type OwnSources = Readonly<Record<string, ReadSource>>
