/**
 * Groups that are stored. A group whose residuals take more bits than its samples gets a tree and a
 * code of its own, with which each sample takes its number of bits.
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

/** Alphabets: 256 tokens for samples of 8 bits, and a token for each length of samples of 16. */
const ALPHABET_BITS: u32 = 8
const BYTE_CONFIG: u32 = 8

let tree: usize = 0
let code: usize = 0

/** Returns the number of bytes of the tree and the code of stored groups. */
export function rawBytes(): usize {
  return treeBytes(1) + codeBytes(1, ALPHABET_BITS, 1)
}

/** @param address address of `rawBytes` bytes, a multiple of 16 */
export function openRaw(address: usize): void {
  tree = address
  code = address + treeBytes(1)
}

/**
 * Writes a stored stream of channels without transforms.
 * @param depth bits of a sample, 8 or 16
 * @param isGlobal `true` for the stream of LfGlobal, before which no tree has been written
 * @param tokens memory for the tokens of all samples
 */
export function writeRaw(channels: usize, count: u32, depth: u32, isGlobal: bool, tokens: usize): void {
  openTree(tree, 1)
  // Samples minus the offset are signed numbers of `depth` bits.
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

/** Counts all values of samples of 8 bits, or as many values of each length as there are. */
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
