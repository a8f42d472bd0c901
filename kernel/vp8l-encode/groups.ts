/**
 * Assigns prefix code groups to tiles (RFC 9649, 3.7.2.2). Tiles with similar entropies begin in
 * the same group. Groups are merged as long as a merge saves bits. Then each tile moves to the
 * group in which its symbols are cheapest.
 */
import { alloc } from '../heap'
import { addTable, alphabetAt, alphabetSize, costOf, ENTRIES, TABLE, tableCost } from './histogram'
import { log2 } from './logs'
import { countTokens } from './tokens'

/**
 * Maximum number of groups: one for each combination of green, red and blue entropies, which are
 * divided into `LEVELS` levels each.
 */
export const MAX_GROUPS: u32 = 64
const LEVELS: u32 = 4
const REFINEMENTS: i32 = 2

let tiles: u32 = 0
let across: u32 = 0
let bits: u32 = 0
let width: u32 = 0
let height: u32 = 0

/** Address of symbol count tables, one for each tile in a row. */
let strip: usize = 0
/**
 * Addresses of two tables for each group: the symbol counts, and the symbol prices, which the codes
 * replace later.
 */
export let groupCounts: usize = 0
export let groupCodes: usize = 0
/** Address of each group's estimated cost in bits. */
let costs: usize = 0
/** Address of the estimated bits that merging each pair of groups would save. */
let savings: usize = 0
/**
 * Address of three `f32` for each tile: the entropies of its green, red and blue symbols, in bits.
 */
let features: usize = 0
/** Address of each tile's group number, one byte each. */
export let tileGroups: usize = 0
export let groups: u32 = 0

/**
 * Allocates the tables for groups and tiles.
 * @param maxTiles maximum tiles
 * @param maxAcross maximum tiles in a row
 */
export function groupsOpen(maxTiles: u32, maxAcross: u32): void {
  const most = min(maxTiles, MAX_GROUPS)
  strip = alloc(<usize>maxAcross * TABLE)
  groupCounts = alloc(<usize>most * TABLE)
  groupCodes = alloc(<usize>most * TABLE)
  costs = alloc(<usize>MAX_GROUPS * 4)
  savings = alloc(<usize>(MAX_GROUPS * MAX_GROUPS) * 4)
  features = alloc(<usize>maxTiles * 12)
  tileGroups = alloc(maxTiles)
}

function countsOf(group: u32): usize {
  return groupCounts + <usize>group * TABLE
}

function pricesOf(group: u32): usize {
  return groupCodes + <usize>group * TABLE
}

/**
 * Assigns an image's tiles to groups, and counts each group's symbols. The image's pixels must have
 * been replaced by tokens.
 */
export function makeGroups(pixels: usize, marks: usize, columns: u32, rows: u32, tileBits: u32): void {
  width = columns
  height = rows
  bits = tileBits
  across = (width + (1 << bits) - 1) >> bits
  tiles = across * ((height + (1 << bits) - 1) >> bits)
  if (tiles <= MAX_GROUPS) {
    groups = tiles
    for (let tile: u32 = 0; tile < tiles; tile++) store<u8>(tileGroups + <usize>tile, <u8>tile)
  } else {
    walk(pixels, marks, MEASURE)
    binTiles()
  }
  clearCounts()
  walk(pixels, marks, GATHER)
  merge()
  if (groups === 1) return
  for (let i = 0; i < REFINEMENTS; i++) {
    for (let group: u32 = 0; group < groups; group++) price(group)
    clearCounts()
    walk(pixels, marks, ASSIGN)
    merge()
    if (groups === 1) return
  }
}

function clearCounts(): void {
  memory.fill(groupCounts, 0, <usize>groups * TABLE)
}

const MEASURE: i32 = 0
const GATHER: i32 = 1
const ASSIGN: i32 = 2

/**
 * Counts each tile's symbols, one tile row after the other, and processes the counts.
 * @param purpose action for each tile: measure the tile's entropies, add its counts to its group's
 *   counts, or assign the tile to the cheapest group
 */
function walk(pixels: usize, marks: usize, purpose: i32): void {
  let position: u32 = 0
  for (let top: u32 = 0, tileRow: u32 = 0; top < height; top += 1 << bits, tileRow++) {
    memory.fill(strip, 0, <usize>across * TABLE)
    const bottom = min(height, top + (1 << bits))
    for (let y = top; y < bottom; y++) {
      for (let tile: u32 = 0; tile < across; tile++) {
        const end = y * width + min(width, (tile + 1) << bits)
        if (position < end) position = countTokens(strip + <usize>tile * TABLE, pixels, marks, position, end)
      }
    }
    for (let tile: u32 = 0; tile < across; tile++) {
      const table = strip + <usize>tile * TABLE
      const index = tileRow * across + tile
      if (purpose === MEASURE) measure(table, index)
      else {
        if (purpose === ASSIGN) store<u8>(tileGroups + <usize>index, <u8>cheapest(table))
        addTable(countsOf(load<u8>(tileGroups + <usize>index)), table)
      }
    }
  }
}

function measure(table: usize, tile: u32): void {
  for (let i = 0; i < 3; i++) {
    store<f32>(features + <usize>tile * 12 + <usize>i * 4, costOf(table, i))
  }
}

/**
 * Assigns tiles to groups by their symbols' entropies. The range of each entropy is divided into
 * levels. Each combination of levels becomes a group, which may be empty.
 */
function binTiles(): void {
  for (let tile: u32 = 0; tile < tiles; tile++) store<u8>(tileGroups + <usize>tile, 0)
  for (let i: usize = 0; i < 3; i++) {
    let least: f32 = f32.MAX_VALUE
    let most: f32 = 0
    for (let tile: u32 = 0; tile < tiles; tile++) {
      const value = load<f32>(features + <usize>tile * 12 + i * 4)
      least = min(least, value)
      most = max(most, value)
    }
    const scale = most > least ? (<f32>LEVELS - 0.001) / (most - least) : 0
    for (let tile: u32 = 0; tile < tiles; tile++) {
      const level = <u32>((load<f32>(features + <usize>tile * 12 + i * 4) - least) * scale)
      const at = tileGroups + <usize>tile
      store<u8>(at, <u8>(<u32>load<u8>(at) * LEVELS + level))
    }
  }
  groups = LEVELS * LEVELS * LEVELS
}

/** Computes each symbol's price in a group, in bits. */
function price(group: u32): void {
  const table = countsOf(group)
  const prices = pricesOf(group)
  for (let alphabet = 0; alphabet < 5; alphabet++) {
    const at = alphabetAt(alphabet)
    const symbols = alphabetSize(alphabet)
    let total: u32 = 1
    for (let i = 0; i < symbols; i++) total += load<u32>(table + at + <usize>i * 4)
    const all = log2(total)
    for (let i = 0; i < symbols; i++) {
      const count = load<u32>(table + at + <usize>i * 4)
      store<f32>(prices + at + <usize>i * 4, count > 0 ? all - log2(count) : all + 2)
    }
  }
}

/** Returns the group in which a tile's symbols cost the fewest bits. */
function cheapest(table: usize): u32 {
  let best: u32 = 0
  let least: f32 = f32.MAX_VALUE
  for (let group: u32 = 0; group < groups; group++) {
    const prices = pricesOf(group)
    let sum = f32x4.splat(0)
    for (let at: usize = 0; at < ENTRIES; at += 16) {
      const counts = f32x4.convert_i32x4_u(v128.load(table + at))
      sum = f32x4.add(sum, f32x4.mul(counts, v128.load(prices + at)))
    }
    const cost =
      f32x4.extract_lane(sum, 0) +
      f32x4.extract_lane(sum, 1) +
      f32x4.extract_lane(sum, 2) +
      f32x4.extract_lane(sum, 3)
    if (cost >= least) continue
    least = cost
    best = group
  }
  return best
}

function isEmpty(group: u32): bool {
  let counted = i32x4.splat(0)
  for (let at: usize = 0; at < ENTRIES; at += 16) counted = v128.or(counted, v128.load(countsOf(group) + at))
  return !v128.any_true(counted)
}

function savingAt(a: u32, b: u32): usize {
  return savings + <usize>(a * MAX_GROUPS + b) * 4
}

function costAt(group: u32): usize {
  return costs + <usize>group * 4
}

function compare(a: u32, b: u32): void {
  const apart = load<f32>(costAt(a)) + load<f32>(costAt(b))
  store<f32>(savingAt(a, b), apart - tableCost(countsOf(a), countsOf(b)))
}

/**
 * Removes groups without symbols. Then it repeatedly merges the pair of groups that saves the most
 * bits, until no merge saves bits.
 */
function merge(): void {
  for (let group: u32 = 0; group < groups; ) {
    if (groups > 1 && isEmpty(group)) removeGroup(group, 0)
    else group++
  }
  for (let group: u32 = 0; group < groups; group++) {
    store<f32>(costAt(group), tableCost(countsOf(group), 0))
    for (let other: u32 = 0; other < group; other++) compare(other, group)
  }
  while (groups > 1) {
    let most: f32 = 0
    let a: u32 = 0
    let b: u32 = 0
    for (let group: u32 = 0; group < groups; group++) {
      for (let other = group + 1; other < groups; other++) {
        const saving = load<f32>(savingAt(group, other))
        if (saving <= most) continue
        most = saving
        a = group
        b = other
      }
    }
    if (b === 0) return
    addTable(countsOf(a), countsOf(b))
    store<f32>(costAt(a), tableCost(countsOf(a), 0))
    removeGroup(b, a)
    for (let group: u32 = 0; group < groups; group++) {
      if (group < a) compare(group, a)
      else if (group > a) compare(a, group)
    }
  }
}

/**
 * Removes a group. The last group gets the removed group's number.
 * @param gone group to remove
 * @param heir group that gets the removed group's tiles; its number is lower than the removed
 *   group's number, unless that group has no tiles
 */
function removeGroup(gone: u32, heir: u32): void {
  const last = --groups
  for (let tile: u32 = 0; tile < tiles; tile++) {
    const at = tileGroups + <usize>tile
    const group = <u32>load<u8>(at)
    if (group === gone) store<u8>(at, <u8>heir)
    else if (group === last) store<u8>(at, <u8>gone)
  }
  if (gone === last) return
  memory.copy(countsOf(gone), countsOf(last), ENTRIES)
  store<f32>(costAt(gone), load<f32>(costAt(last)))
  for (let group: u32 = 0; group < last; group++) {
    if (group === gone) continue
    const saving = load<f32>(savingAt(group, last))
    store<f32>(group < gone ? savingAt(group, gone) : savingAt(gone, group), saving)
  }
}
