/** The metadata blocks of a file, each without the wrapping of its container. */
export interface Metadata {
  /** A TIFF file (CIPA DC-008, 4.5), without `Exif\0\0` before it. */
  readonly exif?: Uint8Array | undefined
  readonly icc?: Uint8Array | undefined
  /** A packet of RDF in XML (ISO 16684-1, 7). */
  readonly xmp?: Uint8Array | undefined
  /** Datasets of IPTC-IIM, as the Photoshop resource 0x0404 has them. */
  readonly iptc?: Uint8Array | undefined
}

/** Longer blocks are not kept; those of cameras and editors have some 10 KB. */
export const MAX_BLOCK = 1 << 20

/** Size of the picture in an encoded image, and whether any pixel of it may be transparent. */
export interface PictureShape {
  readonly width: number
  readonly height: number
  readonly alpha: boolean
}
