/** Entropy code memory: the fields, and the tables that follow them. */
import { aligned } from '../aligned'
import { HYBRID } from './hybrid'

/** Bits for a recorded token's value. Its context lies above. */
export const VALUE_BITS: u32 = 18
/** Maximum value in a recorded token. */
export const MAX_VALUE: u32 = (1 << VALUE_BITS) - 1
/** Maximum number of contexts that recorded tokens can have. */
export const MAX_CONTEXTS: u32 = 1 << (32 - VALUE_BITS)

/**
 * Flag for a recorded token that is a length (see `repeats.ts`). It only counts in codes with
 * copies.
 */
export const LENGTH_FLAG: u32 = 1 << (VALUE_BITS - 1)
/** Minimum copy length (C.3.3, min_length). */
export const MIN_LENGTH: u32 = 8
/** First length symbol (C.3.3, min_symbol). */
export const MIN_SYMBOL: u32 = 64
/**
 * Hybrid-integer configuration for lengths: three bits in tokens, and one bit after the first one.
 */
export const LENGTH_HYBRID: u32 = 3 | (1 << 4)

/** Maximum number of clusters in a code. The standard allows 256. */
export const MAX_CLUSTERS: u32 = 128

/** Symbol entry size in bytes: see `buildEntries`. */
export const ENTRY_BYTES: u32 = 16
/** Slots in a distribution, as a power of two. */
export const SLOT_BITS: u32 = 12
/** Slots in a distribution. */
export const SLOTS: u32 = 1 << SLOT_BITS
/** Bytes after recorded tokens that `writeTokens` overwrites. */
export const TOKENS_MARGIN: usize = 16

/** Alphabet size for a context map's code, as a power of two. Maps have values below 128. */
export const MAP_ALPHABET_BITS: u32 = 5

/** Entropy code state. All addresses follow from `contexts`, `alphabetBits` and `maxClusters`. */
@unmanaged
export class Code {
  contexts: u32
  /** Tokens in the alphabet, as a power of two. */
  alphabetBits: u32
  maxClusters: u32
  /** Hybrid-integer configuration, from `hybridOf`. */
  hybrid: u32
  /** 1 if tokens may be copied. The last context is then the distance context. */
  copies: u32
  /** Number of clusters; 0 before `finishCode`. */
  clusters: u32
  /** Alphabet size in the codestream, as a power of two. */
  logAlphabet: u32
  /** Largest token in use, plus 1. */
  symbols: u32
  /** Token counts by context, each a 32-bit number. */
  counts: usize
  /** Cluster for each context, each an 8-bit number. */
  map: usize
  /** Token counts by cluster, each a 32-bit number. */
  clusterCounts: usize
  /**
   * Token frequencies by cluster, each a 16-bit number. A cluster's frequencies add up to `SLOTS`.
   */
  frequencies: usize
  /** Histogram form for each cluster, 32 bits: see `histogram.ts`. */
  forms: usize
  /** Token entries by cluster, from `buildEntries`. */
  entries: usize
  /** Slots by cluster, ordered by symbol and offset, each a 16-bit number. */
  slots: usize
  /** Room for 8 bytes for each context, and for `SCRATCH_BYTES`. */
  scratch: usize
  /** Context map's code; 0 for a code with a single context. */
  mapCode: usize
}

/** Size of a `Code`, rounded up. */
const CODE_BYTES: usize = (offsetof<Code>() + 15) & ~15
/** Scratch bytes in addition to those for each context. */
const SCRATCH_BYTES: usize = 2048

/**
 * Returns a code's size in bytes.
 * @param contexts number of contexts, at most `MAX_CONTEXTS`
 * @param alphabetBits different tokens as a power of two, 5 to 8. With the default hybrid-integer
 *   configuration, 6 is enough for 16-bit values, and 7 for all.
 * @param maxClusters maximum number of different distributions, at most `MAX_CLUSTERS`
 */
export function codeBytes(contexts: u32, alphabetBits: u32, maxClusters: u32): usize {
  const clusters = min(contexts, maxClusters)
  return (
    CODE_BYTES +
    ((<usize>contexts) << (alphabetBits + 2)) +
    aligned(contexts) +
    ((<usize>clusters) << (alphabetBits + 2)) +
    ((<usize>clusters) << (alphabetBits + 1)) +
    aligned(4 * clusters) +
    ((<usize>clusters) << alphabetBits) * ENTRY_BYTES +
    <usize>clusters * SLOTS * 2 +
    aligned(8 * contexts) +
    SCRATCH_BYTES +
    (contexts > 1 ? codeBytes(1, MAP_ALPHABET_BITS, 1) : 0)
  )
}

/**
 * Opens a code, whose counts are all 0.
 * @param address address of `codeBytes` bytes, a multiple of 16
 * @returns `address`
 */
export function openCode(address: usize, contexts: u32, alphabetBits: u32, maxClusters: u32): usize {
  const code = changetype<Code>(address)
  const clusters = min(contexts, maxClusters)
  code.contexts = contexts
  code.alphabetBits = alphabetBits
  code.maxClusters = clusters
  code.hybrid = HYBRID
  code.copies = 0
  code.counts = address + CODE_BYTES
  code.map = code.counts + ((<usize>contexts) << (alphabetBits + 2))
  code.clusterCounts = code.map + aligned(contexts)
  code.frequencies = code.clusterCounts + ((<usize>clusters) << (alphabetBits + 2))
  code.forms = code.frequencies + ((<usize>clusters) << (alphabetBits + 1))
  code.entries = code.forms + aligned(4 * clusters)
  code.slots = code.entries + ((<usize>clusters) << alphabetBits) * ENTRY_BYTES
  code.scratch = code.slots + <usize>clusters * SLOTS * 2
  code.mapCode = contexts > 1 ? code.scratch + aligned(8 * contexts) + SCRATCH_BYTES : 0
  clearCode(address)
  return address
}

/**
 * Enables copies (see `repeats.ts`). The last context is the distance context. Value tokens are
 * below `MIN_SYMBOL`.
 */
export function allowCopies(address: usize): void {
  changetype<Code>(address).copies = 1
}

/** Sets all counts to 0. */
export function clearCode(address: usize): void {
  const code = changetype<Code>(address)
  code.clusters = 0
  memory.fill(code.counts, 0, (<usize>code.contexts) << (code.alphabetBits + 2))
}

/** Returns the address of a symbol's entry. */
export function entryOf(code: Code, cluster: u32, symbol: u32): usize {
  return code.entries + <usize>((cluster << code.alphabetBits) + symbol) * ENTRY_BYTES
}

/** Byte offset in a symbol's entry for its price with extra bits, in units of 1/256 bit. */
export const COST: usize = 12
