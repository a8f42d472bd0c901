/** A target in the form that the signers of each language accept. */
export interface Wanted {
  /** Decoded path. */
  readonly path: string
  /** Decoded parameters in the order of the URL. */
  readonly given: ReadonlyMap<string, string>
}

/** Texts and URLs from which the snippets are made. */
export interface Material {
  /** The target without granted sizes. */
  readonly wanted: Wanted
  /** The target with granted sizes. */
  readonly grant: Wanted
  /** Signed URLs with origin: of the target, of its grant, and of the grant in AVIF and WebP. */
  readonly url: string
  readonly granted: string
  readonly avif: string
  readonly webp: string
  /** Origin of the server, such as `http://127.0.0.1:8787`. */
  readonly origin: string
  /** Size of the output in pixels at ratio 1. `undefined` if it is not known yet. */
  readonly size: { readonly width: number; readonly height: number } | undefined
}
