import type { Chroma, CommonHeader, Extent } from '../../picture/header.ts'

/**
 * Lengths in bytes of the EXIF and XMP items of the primary picture; 0 for an item that is missing
 * or too long to be kept.
 */
export interface MetadataLengths {
  readonly exif: number
  readonly xmp: number
}

/** Picture in a HEIF file (ISO/IEC 23008-12): one coded picture, or a grid of tiles. */
export interface HeifImage {
  /** Id of its item. */
  readonly item: number
  /**
   * Number of tiles, and the size of the whole picture. Without a grid there is 1 row and 1 column.
   */
  readonly grid: {
    readonly rows: number
    readonly columns: number
    readonly width: number
    readonly height: number
  }
  /** Width and height of each tile. */
  readonly tile: { readonly width: number; readonly height: number }
  /** Items of the tiles, row by row, and the parts of the file that contain their data. */
  readonly tiles: readonly { readonly item: number; readonly extents: readonly Extent[] }[]
  /** Length in bytes of the content of the `meta` box; `undefined` if it is unknown. */
  readonly metaBytes?: number
  readonly metadata?: MetadataLengths
  /** Chroma of the first tile, from its configuration. */
  readonly chroma: Chroma
  /**
   * Matrix and range from `nclx`, which a profile does not override. `code` is a code point of
   * ITU-T H.273, table 4. `full` is `true` for full range.
   */
  readonly matrix?: { readonly code: number; readonly full: boolean } | undefined
  /**
   * AVIF only: `true` if blocks of the first tile may be copies of other blocks (`allow_intrabc`),
   * which takes more memory.
   */
  readonly copies?: boolean
  /**
   * Samples of the alpha plane, from its configuration. Old writers give it chroma, which has no
   * meaning.
   */
  readonly alpha?: { readonly chroma: Chroma; readonly depth: number } | undefined
}

/** The fields that files of HEIF add to a header. */
export interface HeifFields {
  /**
   * Picture of the header. `undefined` if the first bytes of the file do not tell where its data
   * lies.
   */
  readonly heif?: HeifImage
}

export interface HeifHeader<Format extends string = string> extends CommonHeader<Format>, HeifFields {}
