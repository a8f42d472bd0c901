/**
 * Stored groups. A group whose residuals take more bits than its samples gets its own tree and
 * code, with which each sample takes exactly its bits.
 */
import { writeBool } from '../bits'
import {
  clearCode,
  codeBytes,
  countToken,
  finishCode,
  hybridOf,
  openCode,
  setHybrid,
  writeCode,
  writeTokens,
} from '../entropy'
import { addLeaf, openTree, recordChannels, treeBytes, writeModularHeader, writeTree, ZERO } from '../modular'

/** Alphabets: 256 tokens for 8-bit samples, and a token for each bit length of 16-bit samples. */
const ALPHABET_BITS: u32 = 8
const BYTE_CONFIG: u32 = 8

let tree: usize = 0
let code: usize = 0

/** Returns the size in bytes of the tree and code for stored groups. */
export function rawBytes(): usize {
  return treeBytes(1) + codeBytes(1, ALPHABET_BITS, 1)
}

/** @param address address of `rawBytes` bytes, a multiple of 16 */
export function openRaw(address: usize): void {
  tree = address
  code = address + treeBytes(1)
}

/**
 * Writes channels as a stored stream without transforms.
 * @param depth bits for a sample, 8 or 16
 * @param isGlobal `true` for the LfGlobal stream, before which no tree has been written
 * @param tokens memory for all samples' tokens
 */
export function writeRaw(channels: usize, count: u32, depth: u32, isGlobal: bool, tokens: usize): void {
  openTree(tree, 1)
  // Samples minus the offset are signed numbers with `depth` bits.
  addLeaf(tree, ZERO, 1 << (depth - 1))
  openCode(code, 1, ALPHABET_BITS, 1)
  setHybrid(code, depth === 8 ? hybridOf(BYTE_CONFIG, 0, 0) : hybridOf(0, 0, 0))
  clearCode(code)
  countAll(depth)
  finishCode(code)
  if (isGlobal) writeBool(false)
  writeModularHeader(false)
  writeTree(tree)
  writeCode(code)
  const end = recordChannels(channels, count, tree, 0, tokens)
  writeTokens(code, tokens, <u32>((end - tokens) >> 2))
}

/**
 * Counts every 8-bit sample value once, or every bit length in proportion to the number of its
 * values.
 */
function countAll(depth: u32): void {
  if (depth === 8) {
    for (let value: u32 = 0; value < 256; value++) countToken(code, 0, value)
    return
  }
  countToken(code, 0, 0)
  for (let bits: u32 = 0; bits < 16; bits++) {
    for (let i: u32 = 0; i < 1 << bits; i += 16) countToken(code, 0, 1 << bits)
  }
}
