/** Computes prefix codes with limited lengths (RFC 9649, 3.7.2.1). */
import { alloc } from '../heap'
import { MAX_SYMBOLS } from './histogram'

export const MAX_LENGTH: i32 = 15

/**
 * Address of the symbols sorted by their counts, 8 bytes each. An entry's low 16 bits are the
 * symbol, and the bits above are its count.
 */
let sorted: usize = 0
/**
 * Address of the weights for the tree's leaves, followed by its inner nodes' weights. The nodes'
 * depths replace the weights later.
 */
let weights: usize = 0
let parents: usize = 0
let firstCodes: usize = 0

export function huffmanOpen(): void {
  sorted = alloc(<usize>MAX_SYMBOLS * 8)
  weights = alloc(<usize>MAX_SYMBOLS * 8)
  parents = alloc(<usize>MAX_SYMBOLS * 8)
  firstCodes = alloc(<usize>(MAX_LENGTH + 2) * 4)
}

/**
 * Computes the length of each symbol's code: 0 for a symbol that does not occur, 1 for the only
 * symbol that occurs.
 * @param counts each symbol's count, four bytes each
 * @param lengths receives each symbol's code length, one byte each
 * @param limit maximum code length
 * @returns the symbol count that occur
 */
export function codeLengths(counts: usize, symbols: i32, lengths: usize, limit: i32): i32 {
  memory.fill(lengths, 0, symbols)
  let count = 0
  for (let i = 0; i < symbols; i++) {
    const occurrences = load<u32>(counts + <usize>i * 4)
    if (occurrences === 0) continue
    store<u64>(sorted + <usize>count * 8, ((<u64>occurrences) << 16) | <u64>i)
    count++
  }
  if (count === 1) store<u8>(lengths + <usize>(load<u64>(sorted) & 0xffff), 1)
  if (count < 2) return count
  sort(count)
  // The tree is built as if each symbol occurred at least `least` times. A larger minimum makes the
  // tree flatter and the longest code shorter.
  let least: u32 = 1
  while (depthWith(least, count) > limit) least *= 2
  for (let i = 0; i < count; i++) {
    const symbol = <usize>(load<u64>(sorted + <usize>i * 8) & 0xffff)
    store<u8>(lengths + symbol, <u8>load<u32>(weights + <usize>i * 4))
  }
  return count
}

/** Sorts the symbols by count in ascending order (Shell's sort). */
function sort(count: i32): void {
  let gap = 1
  while (gap < count / 3) gap = 3 * gap + 1
  for (; gap > 0; gap /= 3) {
    for (let i = gap; i < count; i++) {
      const value = load<u64>(sorted + <usize>i * 8)
      let j = i
      for (; j >= gap; j -= gap) {
        const other = load<u64>(sorted + <usize>(j - gap) * 8)
        if (other <= value) break
        store<u64>(sorted + <usize>j * 8, other)
      }
      store<u64>(sorted + <usize>j * 8, value)
    }
  }
}

function weightOf(node: i32): u32 {
  return load<u32>(weights + <usize>node * 4)
}

/**
 * Builds the code tree from the sorted symbols, and writes its nodes' depths to `weights`.
 * @param least a leaf's minimum weight
 * @returns the greatest depth, which is the longest code's length
 */
function depthWith(least: u32, count: i32): i32 {
  for (let i = 0; i < count; i++) {
    const occurrences = <u32>(load<u64>(sorted + <usize>i * 8) >> 16)
    store<u32>(weights + <usize>i * 4, max(occurrences, least))
  }
  let leaf = 0
  let inner = count
  const root = 2 * count - 2
  for (let node = count; node <= root; node++) {
    let sum: u32 = 0
    for (let child = 0; child < 2; child++) {
      const takesLeaf = leaf < count && (inner >= node || weightOf(leaf) <= weightOf(inner))
      const taken = takesLeaf ? leaf++ : inner++
      sum += weightOf(taken)
      store<u32>(parents + <usize>taken * 4, node)
    }
    store<u32>(weights + <usize>node * 4, sum)
  }
  store<u32>(weights + <usize>root * 4, 0)
  let deepest: u32 = 0
  for (let node = root - 1; node >= 0; node--) {
    const depth = weightOf(load<u32>(parents + <usize>node * 4)) + 1
    store<u32>(weights + <usize>node * 4, depth)
    deepest = max(deepest, depth)
  }
  return deepest
}

/**
 * Computes each symbol's code from the code lengths. The result's low 16 bits are the code with its
 * bits reversed, and the high 16 bits its length. For a single symbol, which takes no bits, the
 * result is 0.
 * @param codes receives the codes, four bytes per symbol
 */
export function makeCodes(lengths: usize, symbols: i32, distinct: i32, codes: usize): void {
  memory.fill(codes, 0, <usize>symbols * 4)
  if (distinct < 2) return
  memory.fill(firstCodes, 0, <usize>(MAX_LENGTH + 2) * 4)
  for (let i = 0; i < symbols; i++) {
    const at = firstCodes + <usize>load<u8>(lengths + <usize>i) * 4
    store<u32>(at, load<u32>(at) + 1)
  }
  store<u32>(firstCodes, 0)
  let code: u32 = 0
  for (let length = 1; length <= MAX_LENGTH; length++) {
    const at = firstCodes + <usize>length * 4
    const count = load<u32>(at)
    code <<= 1
    store<u32>(at, code)
    code += count
  }
  for (let i = 0; i < symbols; i++) {
    const length = <u32>load<u8>(lengths + <usize>i)
    if (length === 0) continue
    const at = firstCodes + <usize>length * 4
    const next = load<u32>(at)
    store<u32>(at, next + 1)
    store<u32>(codes + <usize>i * 4, (length << 16) | reversed(next, length))
  }
}

function reversed(code: u32, length: u32): u32 {
  let bits = ((code >> 1) & 0x5555) | ((code & 0x5555) << 1)
  bits = ((bits >> 2) & 0x3333) | ((bits & 0x3333) << 2)
  bits = ((bits >> 4) & 0x0f0f) | ((bits & 0x0f0f) << 4)
  bits = ((bits >> 8) & 0x00ff) | ((bits & 0x00ff) << 8)
  return bits >> (16 - length)
}
