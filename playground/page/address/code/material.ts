/** A decoded target, in the form that the signers in all languages accept. */
export interface Wanted {
  /** Decoded path. */
  readonly path: string
  /** Decoded parameters in the URL's order. */
  readonly given: ReadonlyMap<string, string>
}

/** Data from which the code snippets are made. */
export interface Material {
  /** The target without granted sizes. */
  readonly wanted: Wanted
  /** The target with granted sizes. */
  readonly grant: Wanted
  /**
   * Signed URLs with origin: the target's, its grant's, and the grant's in JPEG XL, AVIF and WebP.
   */
  readonly url: string
  readonly granted: string
  readonly jxl: string
  readonly avif: string
  readonly webp: string
  /** Server origin, such as `http://127.0.0.1:8787`. */
  readonly origin: string
  /** Output size in pixels at a device pixel ratio of 1. `undefined` until it is known. */
  readonly size: { readonly width: number; readonly height: number } | undefined
}
