import type { Machine, Versions } from '../environment.ts'
import type { Spread } from '../statistics.ts'
import type { Metric, Point, Sample } from './curve.ts'
import type { Format } from './format.ts'

/** One of sharp's encoders: its format, and its effort if this is not the default. */
export interface Peer {
  /** Format that sharp's prebuilt binary writes. */
  readonly format: Exclude<Format, 'jxl'>
  readonly effort?: number
}

/**
 * Result for a format at its default quality: means over the pictures in a set at one width. Bytes
 * are relative to the JPEG's.
 */
export interface FormatResult extends Sample {
  readonly width: number
  readonly pictures: number
  readonly format: Format
  /**
   * Points on the format's curve that have the default JPEG's score. A metric is absent for JPEG
   * itself, or if no measured quality reaches the score.
   */
  readonly like: Partial<Readonly<Record<Metric, Point>>>
}

/**
 * Comparison between Signet's files at its default quality and sharp's files with the same score,
 * for the pictures in a set at one width.
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
 * Sizes and similarities for a picture set. Each set has its own date because it can be measured
 * alone.
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

/** Geometric mean over some pictures' ratios, and the picture with the largest ratio. */
export interface MeanRatio {
  readonly mean: number
  readonly largest: { readonly name: string; readonly value: number }
}

/** Bytes in Signet's lossy WebP divided by libwebp's at the same score, for each metric. */
export interface LossyResult {
  /** Qualities at which Signet encodes. A picture's ratios at several qualities are averaged. */
  readonly qualities: readonly number[]
  readonly bytes: Partial<Readonly<Record<Metric, MeanRatio>>>
}

/** Comparison between Signet's lossy WebP and libwebp for a picture set. It has its own date. */
export interface LossySet {
  readonly set: string
  readonly date: string
  readonly command: string
  readonly versions: Versions
  readonly names: readonly string[]
  readonly results: readonly LossyResult[]
}

/** Signet's files beside another encoder's files with the same SSIMULACRA2. */
export interface ScoreRatio<Peer extends string> {
  readonly peer: Peer
  /** Number of pictures for which both encoders reach the score. */
  readonly pictures: number
  /** Bytes in Signet's files divided by the peer's. */
  readonly bytes: MeanRatio
  /** Mean distances by butteraugli. Absent if its program is not installed. */
  readonly butteraugli?: { readonly ours: number; readonly theirs: number }
}

/** Comparison between Signet and other encoders at one width and one SSIMULACRA2 score. */
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
 * 4:2:0, jpegli with 4:2:0 and with 4:4:4, and the smaller jpegli file.
 */
export type JpegPeer = 'sharp' | 'mozjpeg' | 'jpegli-420' | 'jpegli-444' | 'jpegli'

/** Comparison between progressive JPEG and other encoders for a picture set, with its own date. */
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

/** Comparison between JPEG XL and other encoders for a picture set. It has its own date. */
export interface JxlSet {
  readonly set: string
  readonly date: string
  readonly command: string
  /** libjxl's version. Absent if its encoder is not installed. */
  readonly libjxl?: string
  readonly names: readonly string[]
  readonly results: readonly JxlResult[]
}

/** Palette PNGs beside sharp's, at one compression level. */
export interface PaletteResult {
  readonly compression: number
  readonly pictures: number
  /** Signet's bytes divided by sharp's at the same SSIM. */
  readonly bytes: MeanRatio
  /** Mean SSIM with 256 colors. */
  readonly ssim: { readonly ours: number; readonly theirs: number }
}

/** Comparison between palette PNGs for a picture set. It has its own date. */
export interface PaletteSet {
  readonly set: string
  readonly date: string
  readonly command: string
  readonly versions: Versions
  readonly names: readonly string[]
  readonly results: readonly PaletteResult[]
}

/** Bytes in transcoded JPEGs divided by the bytes in their originals. */
export interface TranscodeResult {
  /** libjxl's effort. Absent for Signet. */
  readonly effort?: number
  readonly bytes: Spread
  readonly largest: MeanRatio['largest']
}

/** Sizes for a folder's transcoded JPEGs. They have their own date. */
export interface TranscodeSet {
  readonly set: string
  readonly date: string
  readonly command: string
  /** libjxl's version. Absent if its encoder is not installed. */
  readonly libjxl?: string
  readonly names: readonly string[]
  /** Names of the JPEGs that Signet refuses, because JPEG XL cannot store them. */
  readonly refused: readonly string[]
  readonly results: readonly TranscodeResult[]
}

/** An encoder's CPU milliseconds per megapixel at its default quality. */
export interface EncoderTime {
  readonly width: number
  readonly format: Format
  readonly cpu: number
}

/**
 * CPU time for Signet's AVIF at its default quality, divided by the time for sharp's AVIF with the
 * same SSIM.
 */
export interface PeerTime {
  readonly width: number
  /** sharp's effort. */
  readonly effort: number
  readonly pictures: number
  readonly cpu: Spread
}

/** Lossless JPEG XL beside lossless WebP, both by Signet, at one width. */
export interface LosslessResult {
  readonly width: number
  readonly pictures: number
  /** JPEG XL bytes divided by WebP bytes. */
  readonly bytes: Spread
  /** CPU milliseconds per megapixel: medians over the pictures. */
  readonly jxl: number
  readonly webp: number
  /** CPU time for the JPEG XL divided by the time for the WebP. */
  readonly cpu: Spread
}

/** The encoders' CPU time. It has its own date, like `OperationsResult`. */
export interface EncodersResult {
  readonly date: string
  readonly command: string
  /** Picture names. */
  readonly names: readonly string[]
  readonly own: readonly EncoderTime[]
  readonly avif: readonly PeerTime[]
  readonly lossless?: readonly LosslessResult[]
}
