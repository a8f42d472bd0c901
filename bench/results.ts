import type { OutputFormat } from '../src/engine/formats/codecs.ts'
import type { Metric, Point, Sample } from './formats/curve.ts'
import type { JobId } from './jobs.ts'
import type { OperationId } from './operations/operations.ts'
import type { SetName } from './operations/sets.ts'
import type { Quality } from './quality.ts'
import type { SourceName } from './sources.ts'
import type { StackName } from './stacks/stack.ts'
import type { Spread } from './statistics.ts'

/**
 * Result of one stack for one job. Times are CPU milliseconds (user and system time of all
 * threads).
 */
export interface StackResult {
  readonly stack: StackName
  readonly settings: string
  /** Reason why the stack made no picture. */
  readonly refused?: string
  readonly quality?: Quality
  readonly warm?: Spread
  /**
   * CPU time of the first picture in a fresh process, and the growth of its resident memory in
   * bytes.
   */
  readonly cold?: { readonly cpu: number; readonly resident: number }
  /** Signet's CPU time divided by this stack's, round by round. */
  readonly ratio?: Spread
}

export interface JobResult {
  readonly job: JobId
  readonly megapixels: number
  readonly rounds: number
  readonly stacks: readonly StackResult[]
}

/**
 * Peak memory in bytes of a stack for one job: WebAssembly memories, source bytes and pixel buffers
 * in use.
 */
export interface MemoryResult {
  readonly job: JobId
  readonly megapixels: number
  readonly stack: StackName
  readonly peak?: number
  readonly refused?: string
}

/** Result of requests to the built Worker in workerd. */
export interface RequestResult {
  readonly what: string
  readonly requests: number
  readonly perSecond: number
  /** CPU milliseconds of the workerd process per request. */
  readonly cpu: number
}

/**
 * Result of a single large request. `resident` is the growth of workerd's resident memory in bytes.
 */
export interface LargeRequest {
  readonly what: string
  readonly resident: number
  readonly cpu: number
  readonly bytes: number
}

/** Cost of an operation in CPU milliseconds per megapixel of its result. */
export interface OperationResult {
  readonly id: OperationId
  readonly signet: Spread
  /**
   * Cost of the operation in sharp after `bare`, the cost of raw pixels alone, is subtracted.
   * `undefined` if sharp has no such operation.
   */
  readonly sharp?: Spread & { readonly bare: number }
  /**
   * Signet's cost divided by sharp's, round by round. `undefined` if sharp's cost is within the
   * noise of `bare`.
   */
  readonly ratio?: Spread
}

/** Cost of several operations together, from file to file, in CPU milliseconds. */
export interface SetResult {
  readonly id: SetName
  readonly signet: Spread
  readonly sharp: Spread
  readonly ratio: Spread
  /** Mean absolute difference between the samples of the two pictures, from 0 to 255. */
  readonly difference: number
}

/**
 * Results of operations on pictures of output size. They have their own date because they can be
 * measured alone.
 */
export interface OperationsResult {
  readonly date: string
  readonly rounds: number
  readonly operations: readonly OperationResult[]
  readonly sets: readonly SetResult[]
}

/** Output formats that have a quality. */
export type Format = Exclude<OutputFormat, 'png'>

/** An encoder of sharp: its format, and its effort if this is not the default. */
export interface Peer {
  readonly format: Format
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

/** Mean of the ratios of some pictures, and the picture with the largest ratio. */
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

/** CPU time of the encoders. It has its own date, like `OperationsResult`. */
export interface EncodersResult {
  readonly date: string
  readonly command: string
  /** Names of the pictures. */
  readonly names: readonly string[]
  readonly own: readonly EncoderTime[]
  readonly avif: readonly PeerTime[]
}

export interface SourceResult {
  readonly source: SourceName
  readonly width: number
  readonly height: number
  /** Number of frames, if the source is an animation. */
  readonly frames?: number
  readonly bytes: number
  readonly sha256: string
}

export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly system: string
}

/** Versions of packages by name. */
export type Versions = Readonly<Record<string, string>>

export interface Results {
  readonly date: string
  readonly command: string
  readonly machine: Machine
  readonly versions: Versions
  readonly sources: readonly SourceResult[]
  readonly jobs: readonly JobResult[]
  readonly memory: readonly MemoryResult[]
  readonly requests: readonly RequestResult[]
  readonly large: LargeRequest | undefined
  readonly operations?: OperationsResult
  readonly qualities?: readonly QualitySet[]
  readonly lossy?: readonly LossySet[]
  readonly encoders?: EncodersResult
}
