/** Token counts, and the distributions that follow from them (ISO/IEC 18181-1:2022, annex C). */
import { writeBits, writeBool } from '../bits'
import { bits, val, writeU32 } from '../fields'
import { buildEntries } from './alias'
import { clusterContexts } from './cluster'
import { chooseHistogram, writeHistogram } from './histogram'
import { lsbOf, msbOf, splitOf, tokenOf } from './hybrid'
import {
  COST,
  Code,
  entryOf,
  LENGTH_FLAG,
  LENGTH_HYBRID,
  MAX_VALUE,
  MIN_LENGTH,
  MIN_SYMBOL,
  VALUE_BITS,
} from './layout'

/** Minimum alphabet size, as a power of two (C.2.1, log_alphabet_size). */
const MIN_ALPHABET_BITS: u32 = 5

/** Sets the hybrid-integer configuration, from `hybridOf`, before tokens are counted. */
export function setHybrid(address: usize, config: u32): void {
  changetype<Code>(address).hybrid = config
}

/** Returns a token's record. Values above `MAX_VALUE` cannot be recorded. */
export function recordOf(context: u32, value: u32): u32 {
  return (context << VALUE_BITS) | value
}

/** Counts a value in a context. */
export function countToken(address: usize, context: u32, value: u32): void {
  const code = changetype<Code>(address)
  const symbol = tokenOf(value, code.hybrid)
  const at = code.counts + ((<usize>((context << code.alphabetBits) + symbol)) << 2)
  store<u32>(at, load<u32>(at) + 1)
}

/**
 * Counts recorded tokens.
 * @param tokens token address; each token is from `recordOf`
 */
export function countTokens(address: usize, tokens: usize, count: u32): void {
  const code = changetype<Code>(address)
  const hybrid = code.hybrid
  const counts = code.counts
  const alphabetBits = code.alphabetBits
  const end = tokens + ((<usize>count) << 2)
  const hasCopies = code.copies !== 0
  for (let at = tokens; at < end; at += 4) {
    const token = load<u32>(at)
    const value = token & MAX_VALUE
    const isLength = hasCopies && value >= LENGTH_FLAG
    const symbol = isLength
      ? MIN_SYMBOL + tokenOf(value - LENGTH_FLAG, LENGTH_HYBRID)
      : tokenOf(value, hybrid)
    const place = counts + ((<usize>(((token >> VALUE_BITS) << alphabetBits) + symbol)) << 2)
    store<u32>(place, load<u32>(place) + 1)
  }
}

/** Returns the alphabet size that a cluster or context uses: its largest token plus 1. */
function usedSymbols(counts: usize, size: u32): u32 {
  let used = size
  while (used > 0 && load<u32>(counts + ((<usize>used - 1) << 2)) === 0) used--
  return used
}

/**
 * Chooses the context clusters and each cluster's distribution from the counts. All contexts
 * without tokens share a cluster with the first context that has tokens.
 */
export function finishCode(address: usize): void {
  finishSampled(address, 0)
}

/** Tokens beyond the largest counted one that `finishSampled` makes possible. */
const MORE_TOKENS: u32 = 4

/**
 * Does the same if only a part of the tokens was counted. All clusters get all tokens up to the
 * largest one, and some more. `missesToken` tells if other tokens were written.
 * @param tokens 1 to add tokens, 0 for none
 */
export function finishSampled(address: usize, tokens: u32): void {
  const code = changetype<Code>(address)
  const size: u32 = 1 << code.alphabetBits
  let symbols: u32 = 1
  for (let context: u32 = 0; context < code.contexts; context++) {
    const used = usedSymbols(code.counts + ((<usize>context) << (code.alphabetBits + 2)), size)
    symbols = max(symbols, used)
  }
  code.symbols = symbols
  clusterContexts(code)
  code.logAlphabet = max(MIN_ALPHABET_BITS, splitOf(code.hybrid))
  while ((<u32>1) << code.logAlphabet < symbols) code.logAlphabet++
  if (tokens > 0) addMissing(code)
  for (let cluster: u32 = 0; cluster < code.clusters; cluster++) {
    chooseHistogram(code, cluster)
    buildEntries(code, cluster)
  }
}

/** Sets the count to 1 for each token that a cluster does not have. */
function addMissing(code: Code): void {
  code.symbols = min(code.symbols + MORE_TOKENS, (<u32>1) << code.alphabetBits)
  while ((<u32>1) << code.logAlphabet < code.symbols) code.logAlphabet++
  for (let cluster: u32 = 0; cluster < code.clusters; cluster++) {
    const counts = code.clusterCounts + ((<usize>cluster) << (code.alphabetBits + 2))
    for (let symbol: u32 = 0; symbol < code.symbols; symbol++) {
      const at = counts + ((<usize>symbol) << 2)
      if (load<u32>(at) === 0) store<u32>(at, 1)
    }
  }
}

/** Returns the smallest number of bits that has room for a number (ceil(log2(value + 1))). */
function bitsFor(value: u32): u32 {
  return 32 - clz(value)
}

/** Writes a hybrid-integer configuration (C.2.3). */
function writeConfig(config: u32, logAlphabet: u32): void {
  const split = splitOf(config)
  const msb = msbOf(config)
  writeBits(split, bitsFor(logAlphabet))
  if (split === logAlphabet) return
  writeBits(msb, bitsFor(split))
  writeBits(lsbOf(config), bitsFor(split - msb))
}

/** Size of the length alphabet as a power of two, which the length configuration assumes. */
const LENGTH_ALPHABET_BITS: u32 = 8

/** Writes the LZ77 flag and parameters (C.2.1, lz77). */
export function writeCopies(code: Code): void {
  writeBool(code.copies !== 0)
  if (code.copies === 0) return
  writeU32(MIN_SYMBOL, val(224), val(512), val(4096), bits(15, 8))
  writeU32(MIN_LENGTH, val(3), val(4), bits(2, 5), bits(8, 9))
  writeConfig(LENGTH_HYBRID, LENGTH_ALPHABET_BITS)
}

/** Writes a finished code without its context map: configurations and histograms (C.2.1). */
export function writeDistributions(code: Code): void {
  // The code uses ANS distributions.
  writeBool(false)
  writeBits(code.logAlphabet - MIN_ALPHABET_BITS, 2)
  for (let cluster: u32 = 0; cluster < code.clusters; cluster++) writeConfig(code.hybrid, code.logAlphabet)
  for (let cluster: u32 = 0; cluster < code.clusters; cluster++) writeHistogram(code, cluster)
}

/**
 * Counts the bits that a value takes in a context, in units of 1/256 bit. The result is only valid
 * after `finishCode`.
 */
export function tokenCost(address: usize, context: u32, value: u32): u32 {
  const code = changetype<Code>(address)
  const cluster = <u32>load<u8>(code.map + context)
  const symbol = tokenOf(value, code.hybrid)
  return load<u32>(entryOf(code, cluster, symbol), COST)
}
