/** A target as the signers of each language take it. */
export interface Wanted {
  /** Decoded. */
  readonly path: string
  /** Decoded parameters in the order of the URL. */
  readonly given: ReadonlyMap<string, string>
}

/** What the snippets are made of. */
export interface Material {
  /** The target as it is. */
  readonly wanted: Wanted
  /** The target with granted sizes. */
  readonly grant: Wanted
  /** Signed URLs with origin: of the target, and of its grants. */
  readonly url: string
  readonly granted: string
  readonly avif: string
  readonly webp: string
  /** `http://127.0.0.1:8787` */
  readonly origin: string
  /** Of the output, in pixels at ratio 1. */
  readonly size: { readonly width: number; readonly height: number } | undefined
}
