/**
 * Memory of a transcode that its passes use one after the other. LF groups are written first, then
 * the tokens of HF coefficients are counted, and at last they are written.
 *
 * When the code of the coefficients is finished, its counts are not needed any more, and the tokens
 * of a group take their place. A section is written to the memory before its tokens, because bits
 * take no more room than the tokens that they replace. If the frame has a single section, that
 * section has memory of its own, because it is complete only after the last pass.
 */

import { alloc } from '../../heap'
import { aligned } from '../aligned'
import { codeBytes, hybridOf, openCode, setHybrid, TOKENS_MARGIN } from '../entropy'
import { Code } from '../entropy/layout'
import { blockContexts } from '../vardct/block-contexts'
import { BLOCK_CONTEXT_SIZE } from '../vardct/coefficient-contexts'
import { sections } from '../vardct/sections'
import { maxGroupTokens } from './block-tokens'
import { headerMemory, headerRoom } from './headers'
import { lfGroupBytes, lfGroupSamples } from './lf-groups'
import { maxBlockContexts } from './luma-classes'

/** Alphabet of the tokens of coefficients, as a power of two. */
const ALPHABET_BITS: u32 = 5
/** Maximum number of distributions of coefficients. */
const CLUSTERS: u32 = 64
/**
 * Maximum magnitude of coefficients whose tokens have a second high bit. With more, the alphabet
 * would be too large.
 */
const MAX_FINE: i32 = 2047
/** Bytes for a section or for its parts before the tokens: trees, codes and fields. */
const ROOM: usize = 32768
/** Distance in bytes between a section and the tokens behind it. */
const GAP: usize = 64

let work: usize = 0
let workBytes: usize = 0
/** Copy of the fields of the code of HF coefficients. */
let fields: usize = 0
let single: usize = 0
let singleBytes: usize = 0

/** Address and end of the memory for sections. */
export let outputStart: usize = 0
export let outputEnd: usize = 0
/** Address for the tokens of a group, or of an LF group. */
export let tokensAt: usize = 0
/** Address of the code of HF coefficients, after `openCoefficientCode`. */
export let coefficientCode: usize = 0

/** Returns the number of bytes that the sections and the tokens of groups take. */
function writingBytes(): usize {
  return max(ROOM, GAP + aligned(4 * maxGroupTokens() + TOKENS_MARGIN))
}

/** Returns the number of bytes of the counts of a code. */
function countBytes(contexts: u32): usize {
  return (<usize>contexts) << (ALPHABET_BITS + 2)
}

/**
 * Returns the number of bytes before a code that the tokens of a group take in addition to its
 * counts.
 */
function bytesBefore(contexts: u32): usize {
  const more = <isize>writingBytes() - <isize>countBytes(contexts)
  return more > 0 ? aligned(<usize>more) : 0
}

/** Allocates the memory. */
export function openWork(): void {
  workBytes = max(ROOM + GAP + lfGroupBytes(), headerRoom() + headerMemory())
  for (let i = 1; i <= maxBlockContexts(); i++) {
    const contexts: u32 = i * BLOCK_CONTEXT_SIZE
    const code = codeBytes(contexts, ALPHABET_BITS, CLUSTERS)
    workBytes = max(workBytes, bytesBefore(contexts) + aligned(code))
  }
  work = alloc(workBytes)
  fields = alloc(offsetof<Code>())
  singleBytes = sections === 1 ? 2 * ROOM + 4 * (lfGroupSamples() + maxGroupTokens()) : 0
  single = sections === 1 ? alloc(singleBytes) : 0
}

/** Sets the addresses for LfGlobal and the LF groups. */
export function useLfMemory(): void {
  setOutput(work, work + workBytes)
  tokensAt = work + ROOM + GAP
}

/**
 * Opens the code of the coefficients.
 * @param largest largest magnitude of a coefficient
 */
export function openCoefficientCode(largest: i32): void {
  const contexts: u32 = blockContexts * BLOCK_CONTEXT_SIZE
  coefficientCode = openCode(work + bytesBefore(contexts), contexts, ALPHABET_BITS, CLUSTERS)
  setHybrid(coefficientCode, hybridOf(4, largest > MAX_FINE ? 0 : 1, 0))
}

/**
 * Sets the addresses for HfGlobal and the groups. The code is finished. Its counts and the memory
 * before them, in which its fields are, are overwritten. So its fields move to another place.
 */
export function useGroupMemory(): void {
  memory.copy(fields, coefficientCode, offsetof<Code>())
  coefficientCode = fields
  setOutput(work, work + writingBytes())
  tokensAt = work + GAP
}

/** Sets the addresses for the headers, when all sections have been taken. */
export function useHeaderMemory(): void {
  outputStart = work
  outputEnd = work + headerRoom()
}

function setOutput(start: usize, end: usize): void {
  outputStart = sections === 1 ? single : start
  outputEnd = sections === 1 ? single + singleBytes : end
}
