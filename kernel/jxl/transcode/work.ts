/**
 * Transcode memory that the passes use one after the other. LF groups are written first, then the
 * HF coefficient tokens are counted, and finally they are written.
 *
 * When the coefficient code is finished, its counts are not needed any more, and a group's tokens
 * overwrite them. A section is written to the memory before its tokens, because bits take no more
 * room than the tokens that they replace. If the frame has a single section, that section has its
 * own memory, because it is complete only after the last pass.
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

/** Alphabet size for coefficient tokens, as a power of two. */
const ALPHABET_BITS: u32 = 5
/** Maximum number of coefficient distributions. */
const CLUSTERS: u32 = 64
/**
 * Maximum coefficient magnitude with which tokens have a second high bit. With more, the alphabet
 * would be too large.
 */
const MAX_FINE: i32 = 2047
/** Bytes for a section or for its parts before the tokens: trees, codes and fields. */
const ROOM: usize = 32768
/** Distance in bytes between a section and the tokens behind it. */
const GAP: usize = 64

let work: usize = 0
let workBytes: usize = 0
/** Copy of the HF coefficient code's fields. */
let fields: usize = 0
let single: usize = 0
let singleBytes: usize = 0

/** Section memory: its address and end. */
export let outputStart: usize = 0
export let outputEnd: usize = 0
/** Address for a group's tokens, or for an LF group. */
export let tokensAt: usize = 0
/** HF coefficient code address, after `openCoefficientCode`. */
export let coefficientCode: usize = 0

/** Returns the number of bytes that the sections and group tokens take. */
function writingBytes(): usize {
  return max(ROOM, GAP + aligned(4 * maxGroupTokens() + TOKENS_MARGIN))
}

/** Returns the size in bytes of a code's counts. */
function countBytes(contexts: u32): usize {
  return (<usize>contexts) << (ALPHABET_BITS + 2)
}

/**
 * Returns the number of bytes before a code that a group's tokens take in addition to its counts.
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
 * Opens the coefficient code.
 * @param largest largest coefficient magnitude
 */
export function openCoefficientCode(largest: i32): void {
  const contexts: u32 = blockContexts * BLOCK_CONTEXT_SIZE
  coefficientCode = openCode(work + bytesBefore(contexts), contexts, ALPHABET_BITS, CLUSTERS)
  setHybrid(coefficientCode, hybridOf(4, largest > MAX_FINE ? 0 : 1, 0))
}

/**
 * Sets the addresses for HfGlobal and the groups. The code must be finished. Its counts are
 * overwritten, and so is the memory before them, which contains the code's fields. Therefore its
 * fields move to another place.
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
