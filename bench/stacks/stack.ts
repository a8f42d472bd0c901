import type { ByteSource } from '../../src/engine/formats/codec.ts'
import type { SourceName } from '../sources.ts'

export type StackName = 'signet' | 'sharp' | 'sharp-effort2' | 'jsquash' | 'photon'

/** A compressed image, and what is known before it is read. */
export interface Input extends ByteSource {
  /** Bytes. */
  readonly size: number
  /** The first bytes, with the whole header. */
  readonly head: Uint8Array
}

/** A library under test. */
export interface Stack {
  /** Domain in which pixels are averaged: encoded samples or linear light. */
  readonly light: 'encoded' | 'linear'
  /** Settings besides size and quality, defaults included. */
  settings(job: Job): string
  /** Reads, resizes by Lanczos3 and encodes, as the library's documentation recommends. */
  run(input: Input, job: Job): Promise<Uint8Array>
}

/** One picture to make, the same for every stack. */
export interface Job {
  readonly id: string
  readonly source: SourceName
  readonly width: number
  readonly height: number
  readonly format: JobFormat
  readonly quality: number
}

export type JobFormat = 'jpeg' | 'webp'
