import type { ByteSource } from '../../bytes/byte-source.ts'
import type { Pieces } from '../../bytes/pieces.ts'
import type { OwnBytes } from '../../bytes/release.ts'
import type { Kernel } from '../../wasm/kernel.ts'
import type { FileLimit } from '../file-limit.ts'
import type { JpegHeader } from './transcode-memory.ts'

/** Resources with which a transcode runs. */
export interface TranscodeContext {
  readonly kernel: Kernel
  /** File length in bytes. */
  readonly byteLength: number
  readonly signal: AbortSignal
  /** Limit for the codestream's length. */
  readonly limit: FileLimit
  /** Registers the codestream's buffers. */
  readonly own?: OwnBytes | undefined
}

/** A codestream in two parts, which are written in reverse order. */
export interface Codestream {
  /** First bytes: the headers, with the lengths of all sections. */
  readonly head: Uint8Array<ArrayBuffer>
  /** All other bytes. The caller joins or drops them. */
  readonly sections: Pieces
}

/** Losslessly transcodes JPEGs to JPEG XL. */
export interface JpegTranscoder {
  /**
   * Transcodes a JPEG to a codestream with the same coefficients. The kernel keeps the file, which
   * it decodes three times, or once if the file has several scans.
   * @throws Failure corrupt, unsupported, too-large; over-budget: the codestream exceeds its limit;
   *   and what the source throws
   */
  transcode(input: ByteSource, header: JpegHeader, context: TranscodeContext): Promise<Codestream>
}
