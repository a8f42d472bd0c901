/**
 * Groups of five prefix codes (RFC 9649, 3.7.2.2), and the pool that their tables are in.
 *
 * A record of 32 bytes: addresses of the codes of green, red, blue, alpha and distances, the part of the pixel that is the
 * same for all, and the kind. The pool has room for all groups as compact codes; groups have tables while as much
 * room is left as the others need then.
 */
import { block, GROUPS, POOL } from './blocks'
import { buildCompact, compactBytes } from './compact-code'
import { buildTables, MAX_SYMBOLS, onlySymbol, openCodes, tableBytes } from './prefix-code'

/** libwebp writes no more. */
export const MAX_GROUPS = 2600
const RECORD: usize = 32
/** Room beyond that of compact codes, so that a few groups have tables for certain. */
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

/** Red, green, blue and alpha differ. */
export const FULL = 0
/** Alpha is always the same. */
export const NO_ALPHA = 1
/** Only green differs. */
export const ONLY_GREEN = 2
/** The codes have no tables. */
export const COMPACT = 3

const MOST_ROOT = 9
const LEAST_ROOT = 6

/** Bits of the first tables. */
export let root: i32 = 0

let records: usize = 0
let pool: usize = 0
let poolEnd: usize = 0
let free: usize = 0
let lengths: usize = 0
let greens: i32 = 0
let compactGroup: usize = 0
let groupsLeft: usize = 0

/** @param most number of groups that an image of this size can have */
export function openGroups(most: i32): void {
  records = block(GROUPS, <usize>most * RECORD)
  const bytes = <usize>most * compactGroupBytes(MAX_SYMBOLS) + SPARE
  pool = block(POOL, bytes)
  poolEnd = pool + bytes
  lengths = openCodes()
}

function compactGroupBytes(greenSymbols: i32): usize {
  return compactBytes(greenSymbols) + 3 * compactBytes(LITERALS) + compactBytes(DISTANCES)
}

/** Begins the groups of an image, in place of those before. */
export function startGroups(count: i32, cacheBits: i32): void {
  free = pool
  greens = LITERALS + LENGTHS + (cacheBits > 0 ? 1 << cacheBits : 0)
  compactGroup = compactGroupBytes(greens)
  groupsLeft = count
  root = MOST_ROOT
  while (root > LEAST_ROOT && <usize>count * ((<usize>CODES) << (root + 1)) > poolEnd - pool) root--
}

/** Size of the alphabet of a code, 0 to 4. */
export function symbolsOf(code: i32): i32 {
  return code === 0 ? greens : code === 4 ? DISTANCES : LITERALS
}

/** Where the code lengths of a code go. */
export function lengthsOf(code: i32): usize {
  return lengths + (code === 0 ? 0 : greens + (code - 1) * LITERALS)
}

export function groupAt(index: i32): usize {
  return records + <usize>index * RECORD
}

/** Builds a group of the code lengths. */
export function defineGroup(index: i32): void {
  const group = groupAt(index)
  groupsLeft--
  const red = onlySymbol(lengthsOf(1), LITERALS)
  const blue = onlySymbol(lengthsOf(2), LITERALS)
  const alpha = onlySymbol(lengthsOf(3), LITERALS)
  let kind = alpha < 0 ? FULL : red >= 0 && blue >= 0 ? ONLY_GREEN : NO_ALPHA
  const constant = kind === ONLY_GREEN ? (red << 16) | blue : 0
  store<u32>(group + CONSTANT, kind === FULL ? 0 : constant | (alpha << 24))
  if (!hasRoomForTables(kind)) kind = COMPACT
  store<u32>(group + KIND, kind)
  for (let code = 0; code < CODES; code++) {
    if (isConstant(code, kind)) continue
    const from = lengthsOf(code)
    const symbols = symbolsOf(code)
    store<u32>(group + ((<usize>code) << 2), <u32>free)
    if (kind === COMPACT) {
      buildCompact(free, from, symbols)
      free += compactBytes(symbols)
    } else {
      buildTables(free, from, symbols, root)
      free += (tableBytes(from, symbols, root) + 15) & ~15
    }
  }
}

function isConstant(code: i32, kind: i32): bool {
  if (kind === ONLY_GREEN) return code >= 1 && code <= 3
  return kind === NO_ALPHA && code === 3
}

function hasRoomForTables(kind: i32): bool {
  let bytes: usize = 0
  for (let code = 0; code < CODES; code++) {
    if (isConstant(code, kind)) continue
    const table = tableBytes(lengthsOf(code), symbolsOf(code), root)
    if (table === 0) return false
    bytes += (table + 15) & ~15
  }
  return bytes + groupsLeft * compactGroup <= poolEnd - free
}
