import type { Machine, Versions } from './environment.ts'
import type {
  EncodersResult,
  JpegSet,
  JxlSet,
  LossySet,
  PaletteSet,
  QualitySet,
  TranscodeSet,
} from './formats/results.ts'
import type { JobId } from './jobs.ts'
import type { OperationId } from './operations/operations.ts'
import type { SetName } from './operations/sets.ts'
import type { Quality } from './quality.ts'
import type { SourceName } from './sources.ts'
import type { StackName } from './stacks/stack.ts'
import type { Spread } from './statistics.ts'

/**
 * Result from one stack for one job. Times are CPU milliseconds (user and system time, all
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
   * CPU time for the first picture in a fresh process, and the growth in resident memory in bytes.
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
 * A stack's peak memory for one job, in bytes: WebAssembly memories, source bytes and pixel buffers
 * in use.
 */
export interface MemoryResult {
  readonly job: JobId
  readonly megapixels: number
  readonly stack: StackName
  readonly peak?: number
  readonly refused?: string
}

/** Result for requests to the built Worker in workerd. */
export interface RequestResult {
  readonly what: string
  readonly requests: number
  readonly perSecond: number
  /** CPU milliseconds that the workerd process takes per request. */
  readonly cpu: number
}

/**
 * Result for a single large request. `resident` is the growth in workerd's resident memory, in
 * bytes.
 */
export interface LargeRequest {
  readonly what: string
  readonly resident: number
  readonly cpu: number
  readonly bytes: number
}

/** Cost of an operation in CPU milliseconds per output megapixel. */
export interface OperationResult {
  readonly id: OperationId
  readonly signet: Spread
  /**
   * The operation's cost in sharp, after subtracting `bare` (the cost of raw pixels alone).
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
  /** Mean absolute difference between the two pictures' samples, from 0 to 255. */
  readonly difference: number
}

/**
 * Results for operations on pictures that have the output size. They have their own date because
 * they can be measured alone.
 */
export interface OperationsResult {
  readonly date: string
  readonly rounds: number
  readonly operations: readonly OperationResult[]
  readonly sets: readonly SetResult[]
}

export interface SourceResult {
  readonly source: SourceName
  readonly width: number
  readonly height: number
  /** Frame count, if the source is an animation. */
  readonly frames?: number
  readonly bytes: number
  readonly sha256: string
}

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
  readonly jpeg?: readonly JpegSet[]
  readonly jxl?: readonly JxlSet[]
  readonly palettes?: readonly PaletteSet[]
  readonly transcodes?: readonly TranscodeSet[]
  readonly encoders?: EncodersResult
}
