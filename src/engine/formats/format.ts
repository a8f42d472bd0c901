import type { ByteReader } from '../bytes/reader.ts'
import type { GainMapMetadata } from '../metadata/gain-map.ts'
import type { Metadata, PictureShape } from '../metadata/metadata.ts'
import type { CommonHeader } from '../picture/header.ts'
import type { StreamedLayout } from '../picture/picture.ts'
import type { OutputFormat } from './codecs.ts'
import type { FrameWalk } from './walk.ts'

/** All metadata except the ICC profile, which is part of the header. */
export type MetadataBlocks = Omit<Metadata, 'icc'>

/** The gain map found in a file. */
export interface FoundGainMap<Header extends CommonHeader = CommonHeader> {
  /**
   * Header of the gain map as a separate image. Its `color` is the color space that the picture has
   * after the gains are applied.
   */
  readonly header: Header
  /**
   * The file that `header` describes: the second JPEG in a JPEG file, or the whole HEIC or AVIF
   * file.
   */
  readonly file: Uint8Array<ArrayBuffer>
  readonly metadata: GainMapMetadata
  /**
   * Headroom in stops for Apple's gain map. Its stored codes must be translated (`appleCodes`) into
   * those that `metadata` describes. Such a map is gray. The field is absent for all other maps.
   */
  readonly appleStops?: number | undefined
}

/**
 * Description of an image format: everything that can be done with its files without a codec, and
 * therefore without WebAssembly.
 * @typeParam Fields that the format adds to a header
 */
export interface Format<Name extends string = string, Fields extends object = object> {
  readonly name: Name
  readonly mediaType: `image/${string}`
  /** Output format for originals in this format, unless the request names another. */
  readonly defaultOutput: OutputFormat
  /** Output format for pictures with transparency, if `defaultOutput` cannot store transparency. */
  readonly transparentOutput?: OutputFormat
  /** `true` if a file that begins with `bytes` has this format's signature. */
  matches(bytes: Uint8Array): boolean
  /**
   * Reads the header and no bytes beyond it.
   * @throws MORE more bytes are needed
   * @throws Failure corrupt, unsupported
   */
  readHeader(input: ByteReader): CommonHeader<Name> & Fields
  /**
   * Counts the frames in a whole file. Formats implement it if their header does not always contain
   * the frame count.
   */
  readonly walkFrames?: FrameWalk
  /**
   * Returns the decoded rows' layout, by which memory is planned. Default: planes if the header has
   * `sampling`, else `rgba`.
   */
  layoutOf?(header: CommonHeader & Fields): StreamedLayout
  /**
   * Returns the fields that the format would add to the header if the picture had only a share of
   * its area. The search for the largest original that fits uses them.
   */
  shrink?(header: CommonHeader & Fields, share: number): Fields
  /** `true` if the format's decoders interpolate subsampled chroma linearly. */
  readonly smoothChroma?: boolean
  /** The format's decoder, if builds may leave it out. */
  readonly optionalDecoder?: 'avifDecoder' | 'heicDecoder'
  /**
   * `false` if no build decodes the format. Its files are described, and served as they are.
   */
  readonly isDecoded?: false
  /** Returns `true` if metadata may follow the pixels. */
  metadataFollows?(header: CommonHeader & Fields): boolean
  /**
   * Finds a file's metadata. The file may be cut or damaged. The blocks are views into it.
   * @throws Failure the file is damaged
   */
  readMetadata?(file: Uint8Array): MetadataBlocks
  /**
   * Adds metadata to an image that has none. Metadata blocks that the format cannot store are left
   * out.
   */
  writeMetadata?(image: Uint8Array, metadata: Metadata, picture: PictureShape): Uint8Array<ArrayBuffer>
  /**
   * Finds the gain map in a whole file whose header says that it may have one.
   * @param header the picture's header
   * @throws Failure the file is damaged or not supported
   */
  readGainMap?(
    file: Uint8Array<ArrayBuffer>,
    header: CommonHeader & Fields,
  ): FoundGainMap<CommonHeader<Name> & Fields> | undefined
  /**
   * Implements `isStripped` of `metadata.ts`. Without it, no file in the format counts as stripped.
   * @throws Failure the file is damaged
   */
  isStripped?(file: Uint8Array, moving: boolean): boolean
}
