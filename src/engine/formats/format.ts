import type { ByteReader } from '../bytes/reader.ts'
import type { GainMapMetadata } from '../metadata/gain-map.ts'
import type { Metadata, PictureShape } from '../metadata/metadata.ts'
import type { Header, SourceFormat } from '../picture/header.ts'
import type { OutputFormat } from './codecs.ts'
import type { FrameWalk } from './walk.ts'

/** Metadata apart from the ICC profile, which is part of the header. */
export type MetadataBlocks = Omit<Metadata, 'icc'>

/** The gain map of a file. */
export interface FoundGainMap {
  /** Of the map as a picture of its own, with the colours to which the gains lead. */
  readonly header: Header
  /** Where the picture of `header` lies: the second JPEG, or all of a HEIC or an AVIF. */
  readonly file: Uint8Array<ArrayBuffer>
  readonly metadata: GainMapMetadata
  /** 256: what each code of the map becomes, where its codes are not those that `metadata` describes; of gray maps alone. */
  readonly codes?: Uint8Array | undefined
}

/** What is known of an image format without its codec, and so without WebAssembly. */
export interface Format {
  readonly name: SourceFormat
  readonly mediaType: `image/${string}`
  /** Format of what is made of such a source, unless the request names another. */
  readonly defaultOutput: OutputFormat
  /** The same where the output has transparency, which `defaultOutput` has no place for. */
  readonly transparentOutput?: OutputFormat
  /** Whether a file that begins with `bytes` is of this format, by its signature alone. */
  matches(bytes: Uint8Array): boolean
  /** Reads no bytes beyond the header. Throws `MORE`, or `Failure`: corrupt, unsupported. */
  readHeader(input: ByteReader): Header
  /** Counts the frames of a whole file, where the header may leave their number open. */
  readonly walkFrames?: FrameWalk
  /** Finds metadata in a file that may be cut or damaged, as views of it. May throw `Failure`. */
  readMetadata?(file: Uint8Array): MetadataBlocks
  /** Adds the metadata that the format has a place for to an image that has none. */
  writeMetadata?(image: Uint8Array, metadata: Metadata, picture: PictureShape): Uint8Array<ArrayBuffer>
  /**
   * Finds the gain map of a whole file whose header says that it may have one. May throw `Failure`.
   * @param header of the picture
   */
  readGainMap?(file: Uint8Array<ArrayBuffer>, header: Header): FoundGainMap | undefined
  /** See `isStripped` in `metadata.ts`; without it no file counts as stripped. May throw `Failure`. */
  isStripped?(file: Uint8Array, moving: boolean): boolean
}
