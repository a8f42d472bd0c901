import { JxlError } from '../jxl-error.ts'
import { TOTAL_BITS } from './distribution.ts'

const TOTAL = 1 << TOTAL_BITS

/**
 * Symbol, count and offset for each value in the state's lowest 12 bits. An entry is symbol × 2^24
 * + (count − 1) × 2^12 + offset.
 */
export type AliasTable = Uint32Array

interface Bucket {
  /** Values of the bucket that decode to the bucket's own symbol. */
  cutoff: number
  /** Symbol of the other values. */
  other: number
  /** Offset of the first other value. */
  offset: number
}

/** Fills buckets that have too few values from those that have too many. */
function makeBuckets(counts: readonly number[], logAlphabet: number): Bucket[] {
  const size = TOTAL >> logAlphabet
  const buckets = Array.from({ length: 1 << logAlphabet }, (_, at): Bucket => {
    const cutoff = counts[at] ?? 0
    return { cutoff, other: at, offset: 0 }
  })
  const [over, under]: [number[], number[]] = [[], []]
  const sort = (at: number, { cutoff }: Bucket) => {
    if (cutoff > size) over.push(at)
    else if (cutoff < size) under.push(at)
  }
  for (const [at, bucket] of buckets.entries()) sort(at, bucket)
  for (let from = over.pop(); from !== undefined; from = over.pop()) {
    const [giver, taker] = [buckets[from], buckets[under.pop() ?? -1]]
    if (!giver || !taker) throw new JxlError('the counts of a distribution do not sum to 4096')
    giver.cutoff -= size - taker.cutoff
    taker.other = from
    taker.offset = giver.cutoff - taker.cutoff
    sort(from, giver)
  }
  return buckets
}

/**
 * Makes the table that maps states to symbols (ISO/IEC 18181-1:2022, C.2.6).
 * @param counts counts of symbols, which sum to 4096
 * @param logAlphabet logarithm of the alphabet size, 5 to 8
 */
export function makeAliasTable(counts: readonly number[], logAlphabet: number): AliasTable {
  if (counts.findLastIndex((count) => count > 0) >= 1 << logAlphabet) {
    throw new JxlError('a symbol is not in the alphabet')
  }
  const entry = (symbol: number, offset: number) =>
    ((symbol << 24) | (((counts[symbol] ?? 0) - 1) << TOTAL_BITS) | offset) >>> 0
  const only = counts.indexOf(TOTAL)
  if (only >= 0) return Uint32Array.from({ length: TOTAL }, (_, at) => entry(only, at))
  const table = new Uint32Array(TOTAL)
  const size = TOTAL >> logAlphabet
  for (const [at, { cutoff, other, offset }] of makeBuckets(counts, logAlphabet).entries()) {
    for (let value = 0; value < size; value++) {
      table[at * size + value] = value < cutoff ? entry(at, value) : entry(other, offset + value)
    }
  }
  return table
}
