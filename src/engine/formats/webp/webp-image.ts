import type { CommonHeader, Extent } from '../../picture/header.ts'
import type { Box } from '../../picture/size.ts'

/** Position and coding of a WebP file's picture or of an animation's first frame (RFC 9649). */
export interface WebpImage {
  /** `true` for VP8L, `false` for VP8. */
  readonly lossless: boolean
  /** Payload in the chunk with the pixels. */
  readonly pixels: Extent
  /**
   * VP8 only: the data's partitions (RFC 6386, 9.5). `undefined` if the beginning of the file does
   * not tell.
   */
  readonly layout?: { readonly firstBytes: number; readonly partitions: number } | undefined
  /** VP8 only: the ALPH payload, which precedes the pixels. It may be compressed like VP8L. */
  readonly alpha?: (Extent & { readonly compressed: boolean }) | undefined
  /** The frame's position and size on the canvas; absent if the frame fills the canvas. */
  readonly frame?: Box | undefined
  /** `true` if the file is in the extended format, in which metadata may follow the pixels. */
  readonly extended: boolean
}

/** The fields that a WebP adds to a header. */
export interface WebpFields {
  /** The picture that the header describes. `undefined` unless the header was read from a file. */
  readonly webp?: WebpImage
}

export interface WebpHeader<Format extends string = string> extends CommonHeader<Format>, WebpFields {}
