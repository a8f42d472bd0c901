/** A target, decoded as the signers of all languages accept it. */
export interface Wanted {
  /** Decoded path. */
  readonly path: string
  /** Decoded parameters in the order of the URL. */
  readonly given: ReadonlyMap<string, string>
}

/** Data from which the code snippets are made. */
export interface Material {
  /** The target without granted sizes. */
  readonly wanted: Wanted
  /** The target with granted sizes. */
  readonly grant: Wanted
  /**
   * Signed URLs with origin: the URL of the target, of its grant, and of the grant in JPEG XL, AVIF
   * and WebP.
   */
  readonly url: string
  readonly granted: string
  readonly jxl: string
  readonly avif: string
  readonly webp: string
  /** Origin of the server, such as `http://127.0.0.1:8787`. */
  readonly origin: string
  /** Size of the output in pixels at a device pixel ratio of 1. `undefined` until it is known. */
  readonly size: { readonly width: number; readonly height: number } | undefined
}
