import type { OutputFormat } from '../src/formats/codecs.ts'
import type { Point } from './formats/curve.ts'
import type { JobId } from './jobs.ts'
import type { OperationId } from './operations/operations.ts'
import type { SetName } from './operations/sets.ts'
import type { Quality } from './quality.ts'
import type { SourceName } from './sources.ts'
import type { StackName } from './stacks/stack.ts'
import type { Spread } from './statistics.ts'

/** What one stack did on one job; times in milliseconds of CPU, user and system, all threads. */
export interface StackResult {
  readonly stack: StackName
  readonly settings: string
  /** Why there is nothing else. */
  readonly refused?: string
  readonly quality?: Quality
  readonly warm?: Spread
  /** The first picture of a fresh process, and by how many bytes its resident memory grew for it. */
  readonly cold?: { readonly cpu: number; readonly resident: number }
  /** Signet's CPU to this stack's, by round. */
  readonly ratio?: Spread
}

export interface JobResult {
  readonly job: JobId
  readonly megapixels: number
  readonly rounds: number
  readonly stacks: readonly StackResult[]
}

/** The peak of WebAssembly memories, source bytes and pixel buffers of use, in bytes. */
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
  /** Milliseconds of CPU of the whole workerd process a request. */
  readonly cpu: number
}

/** A single large request: how far the resident memory of workerd grew, in bytes. */
export interface LargeRequest {
  readonly what: string
  readonly resident: number
  readonly cpu: number
  readonly bytes: number
}

/** What an operation costs: milliseconds of CPU a megapixel of its result. */
export interface OperationResult {
  readonly id: OperationId
  readonly signet: Spread
  /** Less what it spends on raw pixels that it does nothing to, which is `bare`. None where it has no such operation. */
  readonly sharp?: Spread & { readonly bare: number }
  /** Signet's to sharp's, by round. None where sharp's own share is lost in that of the raw pixels. */
  readonly ratio?: Spread
}

/** What many operations cost together, in milliseconds of CPU, from file to file. */
export interface SetResult {
  readonly id: SetName
  readonly signet: Spread
  readonly sharp: Spread
  readonly ratio: Spread
  /** Mean absolute difference of the two pictures' samples, of 255. */
  readonly difference: number
}

/** Operations on pictures of output size: a part with a date of its own, since it can be run by itself. */
export interface OperationsResult {
  readonly date: string
  readonly rounds: number
  readonly operations: readonly OperationResult[]
  readonly sets: readonly SetResult[]
}

/** The formats whose quality matters. */
export type Format = Exclude<OutputFormat, 'png'>

/** What a format makes of pictures of one width at its default quality. */
export interface FormatResult extends Point {
  readonly width: number
  readonly pictures: number
  readonly format: Format
  /** Milliseconds a megapixel. */
  readonly cpu: number
  /** Where it has the SSIM of a JPEG of default quality; none for JPEG itself, or beyond the qualities tried. */
  readonly like?: Point
}

/** The formats at their default qualities: a part with a date of its own, as `OperationsResult` is one. */
export interface FormatsResult {
  readonly date: string
  readonly command: string
  /** Of the pictures. */
  readonly names: readonly string[]
  readonly formats: readonly FormatResult[]
}

export interface SourceResult {
  readonly source: SourceName
  readonly width: number
  readonly height: number
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
