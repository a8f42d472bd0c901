import type { OutputFormat } from '../src/engine/formats/codecs.ts'
import type { Metric, Point, Sample } from './formats/curve.ts'
import type { JobId } from './jobs.ts'
import type { OperationId } from './operations/operations.ts'
import type { SetName } from './operations/sets.ts'
import type { Quality } from './quality.ts'
import type { SourceName } from './sources.ts'
import type { StackName } from './stacks/stack.ts'
import type { Spread } from './statistics.ts'

/** Result of one stack on one job; times are milliseconds of CPU, user and system, all threads. */
export interface StackResult {
  readonly stack: StackName
  readonly settings: string
  /** Why the stack made no picture. */
  readonly refused?: string
  readonly quality?: Quality
  readonly warm?: Spread
  /** The first picture of a fresh process, and the growth of its resident memory in bytes. */
  readonly cold?: { readonly cpu: number; readonly resident: number }
  /** Signet's CPU relative to this stack's, by round. */
  readonly ratio?: Spread
}

export interface JobResult {
  readonly job: JobId
  readonly megapixels: number
  readonly rounds: number
  readonly stacks: readonly StackResult[]
}

/** Peak of WebAssembly memories, source bytes and pixel buffers in use, in bytes. */
export interface MemoryResult {
  readonly job: JobId
  readonly megapixels: number
  readonly stack: StackName
  readonly peak?: number
  readonly refused?: string
}

/** Requests to the built Worker in workerd. */
export interface RequestResult {
  readonly what: string
  readonly requests: number
  readonly perSecond: number
  /** Milliseconds of CPU of the workerd process for each request. */
  readonly cpu: number
}

/** A single large request, with the growth of workerd's resident memory in bytes. */
export interface LargeRequest {
  readonly what: string
  readonly resident: number
  readonly cpu: number
  readonly bytes: number
}

/** Cost of an operation: milliseconds of CPU per megapixel of its result. */
export interface OperationResult {
  readonly id: OperationId
  readonly signet: Spread
  /** Without `bare`, the cost of raw pixels alone. `undefined` if sharp has no such operation. */
  readonly sharp?: Spread & { readonly bare: number }
  /** Signet relative to sharp, by round. `undefined` if sharp's cost is within the noise of `bare`. */
  readonly ratio?: Spread
}

/** Cost of many operations together, from file to file, in milliseconds of CPU. */
export interface SetResult {
  readonly id: SetName
  readonly signet: Spread
  readonly sharp: Spread
  readonly ratio: Spread
  /** Mean absolute difference of the two pictures' samples, of 255. */
  readonly difference: number
}

/** Operations on pictures of output size. The part has its own date, since it can run alone. */
export interface OperationsResult {
  readonly date: string
  readonly rounds: number
  readonly operations: readonly OperationResult[]
  readonly sets: readonly SetResult[]
}

/** The formats with a quality. */
export type Format = Exclude<OutputFormat, 'png'>

/** An encoder of sharp: its format, and its effort where that is not its default. */
export interface Peer {
  readonly format: Format
  readonly effort?: number
}

/** Result of a format at its default quality: means over the pictures of a set at one width; bytes relative to the JPEG's. */
export interface FormatResult extends Sample {
  readonly width: number
  readonly pictures: number
  readonly format: Format
  /** Points with the score of the default JPEG. A metric is absent for JPEG, or if no measured quality reaches the score. */
  readonly like: Partial<Readonly<Record<Metric, Point>>>
}

/** Signet's files of its default quality next to sharp's files of the same score, over the pictures of a set at one width. */
export interface PeerResult extends Peer {
  readonly width: number
  readonly pictures: number
  /** Signet's default. */
  readonly quality: number
  /** Signet's bytes divided by sharp's, at the same score of a metric. */
  readonly bytes: Partial<Readonly<Record<Metric, Spread>>>
}

/** Bytes and similarity on a set of pictures. Each set has its own date, since it can run alone. */
export interface QualitySet {
  readonly set: string
  readonly date: string
  readonly command: string
  readonly machine: Machine
  readonly versions: Versions
  /** Sentence of who ran it, such as why pictures are missing at a width. */
  readonly note?: string
  readonly names: readonly string[]
  readonly formats: readonly FormatResult[]
  readonly peers: readonly PeerResult[]
}

/** Milliseconds of CPU of an encoder per megapixel, at its default quality. */
export interface EncoderTime {
  readonly width: number
  readonly format: Format
  readonly cpu: number
}

/** CPU of Signet's AVIF of its default quality as a multiple of sharp's of the same SSIM. */
export interface PeerTime {
  readonly width: number
  /** Of sharp. */
  readonly effort: number
  readonly pictures: number
  readonly cpu: Spread
}

/** CPU of the encoders. The part has its own date, like `OperationsResult`. */
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
  /** Of a film. */
  readonly frames?: number
  readonly bytes: number
  readonly sha256: string
}

export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly system: string
}

/** Versions of packages, by name. */
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
  readonly encoders?: EncodersResult
}
