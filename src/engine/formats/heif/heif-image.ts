import type { Chroma, CommonHeader, Extent } from '../../picture/header.ts'

/**
 * Lengths in bytes of the primary picture's EXIF and XMP items; 0 for an item that is missing or
 * too long to be kept.
 */
export interface MetadataLengths {
  readonly exif: number
  readonly xmp: number
}

/** Picture in a HEIF file (ISO/IEC 23008-12): one coded picture, or a tile grid. */
export interface HeifImage {
  /** Its item's id. */
  readonly item: number
  /** Number of tiles, and the whole picture's size. Without a grid there is 1 row and 1 column. */
  readonly grid: {
    readonly rows: number
    readonly columns: number
    readonly width: number
    readonly height: number
  }
  /** Each tile's width and height. */
  readonly tile: { readonly width: number; readonly height: number }
  /** The tiles' items, row by row, and the parts of the file that contain their data. */
  readonly tiles: readonly { readonly item: number; readonly extents: readonly Extent[] }[]
  /** Length in bytes of the content in the `meta` box; `undefined` if it is unknown. */
  readonly metaBytes?: number
  readonly metadata?: MetadataLengths
  /** The first tile's chroma, from its configuration. */
  readonly chroma: Chroma
  /**
   * Matrix and range from `nclx`, which a profile does not override. `code` is an ITU-T H.273 code
   * point, table 4. `full` is `true` for full range.
   */
  readonly matrix?: { readonly code: number; readonly full: boolean } | undefined
  /**
   * AVIF only: `true` if blocks in the first tile may be copies of other blocks (`allow_intrabc`),
   * which takes more memory.
   */
  readonly copies?: boolean
  /**
   * The alpha plane's samples, from its configuration. Old writers give it chroma, which has no
   * meaning.
   */
  readonly alpha?: { readonly chroma: Chroma; readonly depth: number } | undefined
}

/** The fields that HEIF files add to a header. */
export interface HeifFields {
  /**
   * The header's picture. `undefined` if the file's first bytes do not tell where its data lies.
   */
  readonly heif?: HeifImage
}

export interface HeifHeader<Format extends string = string> extends CommonHeader<Format>, HeifFields {}
