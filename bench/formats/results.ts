import type { Machine, Versions } from '../environment.ts'
import type { Spread } from '../statistics.ts'
import type { Metric, Point, Sample } from './curve.ts'
import type { Format } from './format.ts'

/** An encoder of sharp: its format, and its effort if this is not the default. */
export interface Peer {
  /** Format that sharp's prebuilt binary writes. */
  readonly format: Exclude<Format, 'jxl'>
  readonly effort?: number
}

/**
 * Result of a format at its default quality: means over the pictures of a set at one width. Bytes
 * are relative to the JPEG's.
 */
export interface FormatResult extends Sample {
  readonly width: number
  readonly pictures: number
  readonly format: Format
  /**
   * Points on the format's curve with the score of the default JPEG. A metric is absent for JPEG
   * itself, or if no measured quality reaches the score.
   */
  readonly like: Partial<Readonly<Record<Metric, Point>>>
}

/**
 * Comparison of Signet's files at its default quality with sharp's files of the same score, for the
 * pictures of a set at one width.
 */
export interface PeerResult extends Peer {
  readonly width: number
  readonly pictures: number
  /** Signet's default quality. */
  readonly quality: number
  /** Signet's bytes divided by sharp's at the same score, for each metric. */
  readonly bytes: Partial<Readonly<Record<Metric, Spread>>>
}

/**
 * Sizes and similarities for a set of pictures. Each set has its own date because it can be
 * measured alone.
 */
export interface QualitySet {
  readonly set: string
  readonly date: string
  readonly command: string
  readonly machine: Machine
  readonly versions: Versions
  /** Sentence by the person who ran it, such as the reason why pictures are missing at a width. */
  readonly note?: string
  readonly names: readonly string[]
  readonly formats: readonly FormatResult[]
  readonly peers: readonly PeerResult[]
}

/** Geometric mean of the ratios of some pictures, and the picture with the largest ratio. */
export interface MeanRatio {
  readonly mean: number
  readonly largest: { readonly name: string; readonly value: number }
}

/** Bytes of Signet's lossy WebP divided by libwebp's at the same score, for each metric. */
export interface LossyResult {
  /** Qualities of Signet's files. The ratios of a picture at several qualities are averaged. */
  readonly qualities: readonly number[]
  readonly bytes: Partial<Readonly<Record<Metric, MeanRatio>>>
}

/** Comparison of lossy WebP with libwebp for a set of pictures. It has its own date. */
export interface LossySet {
  readonly set: string
  readonly date: string
  readonly command: string
  readonly versions: Versions
  readonly names: readonly string[]
  readonly results: readonly LossyResult[]
}

/** Signet's files beside those of another encoder with the same SSIMULACRA2. */
export interface ScoreRatio<Peer extends string> {
  readonly peer: Peer
  /** Number of pictures of which both encoders reach the score. */
  readonly pictures: number
  /** Bytes of Signet's files divided by those of the peer. */
  readonly bytes: MeanRatio
  /** Mean distances by butteraugli. Absent if its program is not installed. */
  readonly butteraugli?: { readonly ours: number; readonly theirs: number }
}

/** Comparison of Signet with other encoders at one width and one score of SSIMULACRA2. */
export interface ScoreResult<Peer extends string> {
  readonly width: number
  readonly score: number
  /** Mean quality at which Signet has the score. */
  readonly quality: number
  readonly ratios: readonly ScoreRatio<Peer>[]
}

/** Encoders that are compared with Signet's JPEG XL. libjxl runs with effort 3. */
export type JxlPeer = 'libjxl' | 'jpeg' | 'avif'

export type JxlResult = ScoreResult<JxlPeer>

/**
 * Encoders that are compared with Signet's progressive JPEG: sharp's baseline and mozjpeg with
 * 4:2:0, jpegli with 4:2:0 and with 4:4:4, and the smaller of both files of jpegli.
 */
export type JpegPeer = 'sharp' | 'mozjpeg' | 'jpegli-420' | 'jpegli-444' | 'jpegli'

/** Comparison of progressive JPEG with other encoders for a set of pictures, with its own date. */
export interface JpegSet {
  readonly set: string
  readonly date: string
  readonly command: string
  readonly names: readonly string[]
  /** Results with chroma at half its width and height. */
  readonly halved: readonly ScoreResult<JpegPeer>[]
  /** Results with chroma at its full width and height. Empty if jpegli was not found. */
  readonly full: readonly ScoreResult<JpegPeer>[]
}

/** Comparison of JPEG XL with other encoders for a set of pictures. It has its own date. */
export interface JxlSet {
  readonly set: string
  readonly date: string
  readonly command: string
  /** Version of libjxl. Absent if its encoder is not installed. */
  readonly libjxl?: string
  readonly names: readonly string[]
  readonly results: readonly JxlResult[]
}

/** PNGs with a palette beside those of sharp, at one compression level. */
export interface PaletteResult {
  readonly compression: number
  readonly pictures: number
  /** Signet's bytes divided by sharp's at the same SSIM. */
  readonly bytes: MeanRatio
  /** Mean SSIM with 256 colors. */
  readonly ssim: { readonly ours: number; readonly theirs: number }
}

/** Comparison of PNGs with a palette for a set of pictures. It has its own date. */
export interface PaletteSet {
  readonly set: string
  readonly date: string
  readonly command: string
  readonly versions: Versions
  readonly names: readonly string[]
  readonly results: readonly PaletteResult[]
}

/** Bytes of transcoded JPEGs divided by those of their originals. */
export interface TranscodeResult {
  /** Effort of libjxl. Absent for Signet. */
  readonly effort?: number
  readonly bytes: Spread
  readonly largest: MeanRatio['largest']
}

/** Sizes of transcoded JPEGs of a folder. It has its own date. */
export interface TranscodeSet {
  readonly set: string
  readonly date: string
  readonly command: string
  /** Version of libjxl. Absent if its encoder is not installed. */
  readonly libjxl?: string
  readonly names: readonly string[]
  /** Names of the JPEGs that Signet refuses, because JPEG XL cannot store them. */
  readonly refused: readonly string[]
  readonly results: readonly TranscodeResult[]
}

/** CPU milliseconds per megapixel of an encoder at its default quality. */
export interface EncoderTime {
  readonly width: number
  readonly format: Format
  readonly cpu: number
}

/**
 * CPU time of Signet's AVIF at its default quality, divided by that of sharp's AVIF with the same
 * SSIM.
 */
export interface PeerTime {
  readonly width: number
  /** Effort of sharp. */
  readonly effort: number
  readonly pictures: number
  readonly cpu: Spread
}

/** Lossless JPEG XL beside lossless WebP, both by Signet, at one width. */
export interface LosslessResult {
  readonly width: number
  readonly pictures: number
  /** Bytes of the JPEG XL divided by those of the WebP. */
  readonly bytes: Spread
  /** CPU milliseconds per megapixel: medians over the pictures. */
  readonly jxl: number
  readonly webp: number
  /** CPU time of the JPEG XL divided by that of the WebP. */
  readonly cpu: Spread
}

/** CPU time of the encoders. It has its own date, like `OperationsResult`. */
export interface EncodersResult {
  readonly date: string
  readonly command: string
  /** Names of the pictures. */
  readonly names: readonly string[]
  readonly own: readonly EncoderTime[]
  readonly avif: readonly PeerTime[]
  readonly lossless?: readonly LosslessResult[]
}
