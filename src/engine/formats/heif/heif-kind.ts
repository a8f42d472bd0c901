import type { ByteReader } from '../../bytes/reader.ts'
import type { Chroma } from '../../picture/header.ts'
import type { HeifHeader, HeifImage } from './heif-image.ts'
import type { HeifName } from './items.ts'

/**
 * Chroma format, bit depth and other sample properties, read from a codec's configuration property
 * (`av1C` or `hvcC`).
 */
export interface Configuration extends Pick<HeifHeader, 'depth' | 'components'> {
  readonly chroma: Chroma
  /**
   * Matrix in the bitstream, which applies if the file has no `colr` box with code points (`nclx`).
   */
  readonly matrix?: HeifImage['matrix']
}

/** Properties of AVIF or HEIC, the two formats that are based on HEIF. */
export interface HeifKind<Format extends string = string> {
  readonly format: Format
  /** The format's name in messages. */
  readonly name: HeifName
  /** Types for items that are coded pictures. */
  readonly coded: readonly string[]
  /** Type of the item property that configures the codec. */
  readonly configuration: string
  /**
   * Property types that may be marked as essential in this format only. They are read, or they do
   * not affect the header.
   */
  readonly properties: readonly string[]
  /** Parses the content in the codec's configuration property. */
  readConfiguration(configuration: ByteReader): Configuration
}
