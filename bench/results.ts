import type { OutputFormat } from '../src/formats/codecs.ts'
import type { Point } from './formats/curve.ts'
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

/** Result of a format on pictures of one width at its default quality. */
export interface FormatResult extends Point {
  readonly width: number
  readonly pictures: number
  readonly format: Format
  /** Milliseconds per megapixel. */
  readonly cpu: number
  /** The point with the SSIM of the default JPEG; `undefined` for JPEG, or outside of the measured qualities. */
  readonly like?: Point
}

/** The formats at their default qualities. The part has its own date, like `OperationsResult`. */
export interface FormatsResult {
  readonly date: string
  readonly command: string
  /** Names of the pictures. */
  readonly names: readonly string[]
  readonly formats: readonly FormatResult[]
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

export interface Results {
  readonly date: string
  readonly command: string
  readonly machine: { readonly cpu: string; readonly cores: number; readonly system: string }
  readonly versions: Readonly<Record<string, string>>
  readonly sources: readonly SourceResult[]
  readonly jobs: readonly JobResult[]
  readonly memory: readonly MemoryResult[]
  readonly requests: readonly RequestResult[]
  readonly large: LargeRequest | undefined
  readonly operations?: OperationsResult
  readonly formats?: FormatsResult
}
