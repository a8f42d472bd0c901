import type { PeekableSource } from '../bytes/byte-source.ts'
import type { Header } from './header.ts'
import { probe } from './probe.ts'

/**
 * Reads an image until its header is complete.
 * @param maxBytes maximum number of bytes to read
 * @returns `undefined` if the header is longer than `maxBytes`
 * @throws Failure unsupported, corrupt, and the source's errors
 */
export async function readHeader(input: PeekableSource, maxBytes: number): Promise<ProbedHeader | undefined> {
  for (let wanted = 1; ; ) {
    const head = await input.peek(wanted)
    const header = probe(head, input.complete)
    if (header) return { head, header }
    if (head.length >= maxBytes) return undefined
    wanted = Math.min(head.length * 2, maxBytes)
  }
}

/**
 * Maximum number of bytes that a request may read before its memory is planned. Most headers are
 * shorter. For a longer header, the request must reserve memory first.
 */
export const HEADER_READ = 262_144

/**
 * Maximum number of times that a header is held in memory: the pieces that were read, their
 * concatenation, and a color profile.
 */
export const HEADER_COPIES = 3

/** An original's first bytes, up to its pixels, and the header parsed from them. */
export interface ProbedHeader {
  readonly head: Uint8Array
  readonly header: Header
}
