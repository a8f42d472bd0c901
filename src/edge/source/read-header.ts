import { probe } from '../../engine/formats/probe.ts'
import type { Header } from '../../engine/picture/header.ts'
import { PIECE } from './body-reader.ts'
import type { PeekableSource } from './byte-source.ts'

/**
 * Reads until the header is complete.
 * @param most bytes to read
 * @returns `undefined` where the header is longer
 * @throws Failure unsupported, corrupt, and what the source throws
 */
export async function readHeader(input: PeekableSource, most: number): Promise<ProbedHeader | undefined> {
  for (let wanted = 1; ; ) {
    const head = await input.peek(wanted)
    const header = probe(head, input.complete)
    if (header) return { head, header }
    if (head.length >= most) return undefined
    wanted = Math.min(head.length * 2, most)
  }
}

/** Bytes that a request may read before its memory is planned: most headers. A longer header needs a lease. */
export const HEADER_READ = PIECE

/** Copies of a header in memory at most: the pieces that were read, their join, and a profile. */
export const HEADER_COPIES = 3

/** The first bytes of a source, up to its pixels, and the header parsed from them. */
export interface ProbedHeader {
  readonly head: Uint8Array
  readonly header: Header
}
