import type { ByteSource } from '../../src/formats/codec.ts'
import type { SourceName } from '../sources.ts'

export type StackName = 'signet' | 'sharp' | 'sharp-effort2' | 'jsquash' | 'photon'

/** A compressed image on its way, and what is known of it before it is read. */
export interface Input extends ByteSource {
  /** Bytes. */
  readonly size: number
  /** The first bytes, with the whole of the header among them. */
  readonly head: Uint8Array
}

/** One way to make a job's picture. */
export interface Stack {
  /** In what the pixels are averaged: samples as they are encoded, or light. */
  readonly light: 'encoded' | 'linear'
  /** What the stack is told beyond size and quality, or does by itself. */
  settings(job: Job): string
  /** Reads, resizes by Lanczos3 and encodes, as the stack's own documentation would have it done. */
  run(input: Input, job: Job): Promise<Uint8Array>
}

/** One picture to make: what every stack is asked for. */
export interface Job {
  readonly id: string
  readonly source: SourceName
  readonly width: number
  readonly height: number
  readonly format: JobFormat
  readonly quality: number
}

export type JobFormat = 'jpeg' | 'webp'
