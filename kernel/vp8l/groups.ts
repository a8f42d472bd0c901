/**
 * Groups of five prefix codes (RFC 9649, 3.7.2.2), and the pool that holds their codes.
 *
 * A group's record has 32 bytes: the addresses of the codes for green, red, blue, alpha and
 * distances, the bits that are the same in all pixels of the group, the group's kind, and the
 * depth. The depth is the number of index bits in the first tables. The depth is 0 if the codes
 * have the compact form, which has no tables.
 *
 * The pool has room for all groups as compact codes. A group gets tables if the remaining pool is
 * still large enough for all later groups as compact codes.
 */
import { block, VP8L_GROUPS, VP8L_POOL } from '../blocks'
import { buildCompact, compactBytes } from './compact-code'
import { onlySymbol } from './lengths'
import { buildTables, MAX_SYMBOLS, openCodes } from './prefix-code'

/** Maximum number of groups that an image's tiles may use. libwebp writes no more groups. */
export const MAX_GROUPS = 2600
const RECORD: usize = 32
/**
 * Size in bytes of the pool's part for decoding tables. The pool has this part in addition to all
 * groups' compact codes, so that at least a few groups get tables.
 */
const SPARE: usize = 98304

const LITERALS = 256
const LENGTHS = 24
const DISTANCES = 40
const CODES = 5

export const RED: usize = 4
export const BLUE: usize = 8
export const ALPHA: usize = 12
export const DISTANCE: usize = 16
export const CONSTANT: usize = 20
export const KIND: usize = 24
export const DEPTH: usize = 28

/** Group kind: only green differs between its pixels. */
export const ONLY_GREEN = 0
/** Group kind: all its pixels have the same alpha. */
export const NO_ALPHA = 1
const FULL = 2

const MAX_DEPTH = 9
const MIN_DEPTH = 6

/** Maximum index bits for first tables in the current image. */
let maxDepth: i32 = 0

let records: usize = 0
let pool: usize = 0
let poolEnd: usize = 0
let free: usize = 0
let lengths: usize = 0
let greens: i32 = 0
let compactGroup: usize = 0
let groupsLeft: usize = 0

/**
 * Allocates memory for a picture's groups.
 * @param most maximum number of groups in a picture with this width and height
 */
export function openGroups(most: i32): void {
  records = block(VP8L_GROUPS, <usize>most * RECORD)
  const bytes = <usize>most * compactGroupBytes(MAX_SYMBOLS) + SPARE
  pool = block(VP8L_POOL, bytes)
  poolEnd = pool + bytes
  lengths = openCodes()
}

function compactGroupBytes(greenSymbols: i32): usize {
  return compactBytes(greenSymbols) + 3 * compactBytes(LITERALS) + compactBytes(DISTANCES)
}

/** Begins an image's groups, which replace the previous image's groups. */
export function startGroups(count: i32, cacheBits: i32): void {
  free = pool
  greens = LITERALS + LENGTHS + (cacheBits > 0 ? 1 << cacheBits : 0)
  compactGroup = compactGroupBytes(greens)
  groupsLeft = count
  maxDepth = MAX_DEPTH
  while (maxDepth > MIN_DEPTH && <usize>count * ((<usize>CODES) << (maxDepth + 1)) > poolEnd - pool)
    maxDepth--
}

/**
 * Returns the number of symbols in the alphabet for one of a group's codes (0 to 4: green, red,
 * blue, alpha, distances).
 */
export function symbolsOf(code: i32): i32 {
  return code === 0 ? greens : code === 4 ? DISTANCES : LITERALS
}

/**
 * Returns the address to which the code lengths for one of a group's codes are read (0 to 4: green,
 * red, blue, alpha, distances).
 */
export function lengthsOf(code: i32): usize {
  return lengths + (code === 0 ? 0 : greens + (code - 1) * LITERALS)
}

export function groupAt(index: i32): usize {
  return records + <usize>index * RECORD
}

/** Builds a group's codes from the code lengths that have been read. */
export function defineGroup(index: i32): void {
  const group = groupAt(index)
  groupsLeft--
  const red = onlySymbol(lengthsOf(1), LITERALS)
  const blue = onlySymbol(lengthsOf(2), LITERALS)
  const alpha = onlySymbol(lengthsOf(3), LITERALS)
  const kind = alpha < 0 ? FULL : red >= 0 && blue >= 0 ? ONLY_GREEN : NO_ALPHA
  const colors = kind === ONLY_GREEN ? (red << 16) | blue : 0
  store<i32>(group + CONSTANT, kind === FULL ? 0 : colors | (alpha << 24))
  store<i32>(group + KIND, kind)
  const depth = depthOf(kind)
  store<i32>(group + DEPTH, depth)
  for (let code = 0; code < CODES; code++) {
    if (isConstant(code, kind)) continue
    const from = lengthsOf(code)
    const symbols = symbolsOf(code)
    store<u32>(group + ((<usize>code) << 2), <u32>free)
    if (depth === 0) {
      buildCompact(free, from, symbols)
      free += compactBytes(symbols)
    } else {
      free += (buildTables(free, from, symbols, depth, true) + 15) & ~15
    }
  }
}

function isConstant(code: i32, kind: i32): bool {
  if (kind === ONLY_GREEN) return code >= 1 && code <= 3
  return kind === NO_ALPHA && code === 3
}

/**
 * Returns the number of index bits for a group's first tables, or 0 if the pool has no room for
 * tables.
 */
function depthOf(kind: i32): i32 {
  let longest: i32 = 1
  for (let at = lengths; at < lengthsOf(4) + DISTANCES; at++) longest = max(longest, <i32>load<u8>(at))
  const depth = min(longest, maxDepth)
  let bytes: usize = 0
  for (let code = 0; code < CODES; code++) {
    if (isConstant(code, kind)) continue
    const table = buildTables(0, lengthsOf(code), symbolsOf(code), depth, false)
    if (table === 0) return 0
    bytes += (table + 15) & ~15
  }
  return bytes + groupsLeft * compactGroup <= poolEnd - free ? depth : 0
}
