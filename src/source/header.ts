import { probe } from '../formats/probe.ts'
import type { Header } from '../picture/header.ts'
import { type PeekableSource, PIECE } from './byte-source.ts'

/**
 * Reads on until a header is known.
 * @param most bytes to look at
 * @returns `undefined` where the header has more
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

/** Bytes that any request may look at: most headers. Who must look further asks for memory first. */
export const HEADER_READ = PIECE

/** How often what is looked at stands in memory at most: what was read, what is joined of it, a profile. */
export const HEADER_COPIES = 3

/** The first bytes of a source, up to its pixels, and what they say. */
export interface ProbedHeader {
  readonly head: Uint8Array
  readonly header: Header
}
