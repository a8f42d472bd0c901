import type { ByteReader } from '../bytes/reader.ts'
import type { Metadata, PictureShape } from '../metadata/metadata.ts'
import type { Header, SourceFormat } from '../picture/header.ts'
import type { OutputFormat } from './codecs.ts'
import type { FrameWalk } from './walk.ts'

/** Metadata apart from the ICC profile, which is part of the header. */
export type MetadataBlocks = Omit<Metadata, 'icc'>

/** What is known of an image format without its codec, and so without WebAssembly. */
export interface Format {
  readonly name: SourceFormat
  readonly mediaType: `image/${string}`
  /** Format of what is made of such a source, unless the request names another. */
  readonly defaultOutput: OutputFormat
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
  /** See `isStripped` in `metadata.ts`; without it no file counts as stripped. May throw `Failure`. */
  isStripped?(file: Uint8Array, moving: boolean): boolean
}
