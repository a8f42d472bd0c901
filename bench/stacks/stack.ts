import type { ByteSource } from '../../src/engine/bytes/byte-source.ts'
import type { SourceName } from '../sources.ts'

export type StackName = 'signet' | 'sharp' | 'sharp-effort2' | 'jsquash' | 'photon'

/** A compressed image and the facts that are known before it is read. */
export interface Input extends ByteSource {
  /** Length in bytes. */
  readonly size: number
  /** First bytes of the file. They contain the complete header. */
  readonly head: Uint8Array
}

/** A library under test. */
export interface Stack {
  /** Domain in which pixels are averaged: encoded samples or linear light. */
  readonly light: 'encoded' | 'linear'
  /** Describes the settings other than size and quality, including defaults. */
  settings(job: Job): string
  /** Decodes, resizes with Lanczos3 and encodes as the library's documentation recommends. */
  run(input: Input, job: Job): Promise<Uint8Array>
}

/** A picture to make. All stacks get the same jobs. */
export interface Job {
  readonly id: string
  readonly source: SourceName
  readonly width: number
  readonly height: number
  readonly format: JobFormat
  readonly quality: number
  /** `true` if a JPEG's coefficients are transcoded. No pixels are computed then. */
  readonly transcodes: boolean
}

export type JobFormat = 'jpeg' | 'webp' | 'jxl'
