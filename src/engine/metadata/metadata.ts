/** A file's metadata blocks, each without its container's wrapping. */
export interface Metadata {
  /** TIFF file (CIPA DC-008, 4.5), without `Exif\0\0` before it. */
  readonly exif?: Uint8Array | undefined
  readonly icc?: Uint8Array | undefined
  /** RDF packet in XML (ISO 16684-1, 7). */
  readonly xmp?: Uint8Array | undefined
  /** IPTC-IIM datasets, as in the Photoshop resource 0x0404. */
  readonly iptc?: Uint8Array | undefined
}

/** `true` if there are no metadata blocks. */
export const isEmpty = (metadata: Metadata): boolean =>
  Object.values(metadata).every((block) => block === undefined)

/**
 * Maximum length in bytes of a metadata block that is kept. Blocks from cameras and editors have
 * some 10 KB.
 */
export const MAX_BLOCK = 1 << 20

/**
 * The picture's width, height and transparency in an encoded image. `alpha` is `true` if any pixel
 * may be transparent.
 */
export interface PictureShape {
  readonly width: number
  readonly height: number
  readonly alpha: boolean
}
