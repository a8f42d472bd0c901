/**
 * A picture's color histogram. It begins with exact colors. Whenever the table is full, it ignores
 * one more low bit in each sample and merges entries, so its memory is fixed.
 */
import { GOLDEN } from '../hashing'
import { alloc } from '../heap'
import { premultiply } from './premultiply'

/** Maximum number of entries. */
export const MAX_ENTRIES: u32 = 8192
const SLOT_BITS: u32 = 15
/** Maximum pixels that are counted. */
const MAX_PIXELS: usize = 1_500_000
/** Equal pixels in a row from which on they are a flat area. */
const FLAT: u32 = 4

/** Number of entries. */
export let entryCount: u32 = 0
/** Address of the entries' weights, 32 bits each. */
export let weights: usize = 0
/** Address of the colors that appear most often in flat areas, and their votes. */
export let flatColors: usize = 0
export let flatVotes: usize = 0

let slots: usize = 0
let keys: usize = 0
/** Address of the weighted sums for the ignored bits: four 32-bit integers for each entry. */
let rests: usize = 0
/** Number of low bits that are ignored in each sample. */
export let ignored: u32 = 0
let mask: u32 = 0

/** Allocates the histogram. */
export function openHistogram(): void {
  slots = alloc(2 << SLOT_BITS)
  keys = alloc(4 * MAX_ENTRIES)
  weights = alloc(4 * MAX_ENTRIES)
  flatColors = alloc(4 * MAX_ENTRIES)
  flatVotes = alloc(4 * MAX_ENTRIES)
  rests = alloc(16 * MAX_ENTRIES)
}

function clear(): void {
  memory.fill(slots, 0, 2 << SLOT_BITS)
  entryCount = 0
  ignored = 0
  mask = 0xffffffff
}

/**
 * Fills the histogram with a picture's colors, without transparent black. In a large picture, it
 * takes some pixels from each row, in other columns than in the row above.
 * @param row room for a row
 * @returns `true` if the picture contains transparent black
 */
export function countColors(rgba: usize, width: usize, height: usize, row: usize, forced: u32): bool {
  clear()
  const step = (width * height) / MAX_PIXELS + 1
  let isTransparent = false
  for (let y: usize = 0; y < height; y++) {
    premultiply(rgba + 4 * y * width, row, width, forced)
    let last: u32 = load<u32>(row)
    let count: u32 = 0
    for (let x = y % step; x < width; x += step) {
      const color = load<u32>(row + 4 * x)
      if (color !== last) {
        addRun(last, count)
        if (last === 0) isTransparent = true
        last = color
        count = 0
      }
      count++
    }
    addRun(last, count)
    if (last === 0) isTransparent = true
  }
  return isTransparent
}

function addRun(color: u32, count: u32): void {
  if (color === 0 || count === 0) return
  if (count >= FLAT) addFlat(color, count)
  else addColor(color, count)
}

/** Returns an entry's mean color as four numbers. */
export function meanOf(entry: u32): v128 {
  const sums = f32x4.convert_i32x4_u(v128.load(rests + 16 * entry))
  const rest = f32x4.div(sums, f32x4.splat(<f32>load<u32>(weights + 4 * entry)))
  return f32x4.add(rest, f32x4.convert_i32x4_u(spread(load<u32>(keys + 4 * entry))))
}

function spread(color: u32): v128 {
  const bytes = i32x4.replace_lane(i64x2.splat(0), 0, color)
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes))
}

/** Adds pixels with one color. Returns their entry. */
function addColor(color: u32, weight: u32): u32 {
  let entry = entryOf(color & mask)
  while (entry === MAX_ENTRIES) {
    ignoreOneMoreBit()
    entry = entryOf(color & mask)
  }
  addTo(entry, i32x4.mul(spread(color & ~mask), i32x4.splat(weight)), weight)
  return entry
}

/** Adds pixels with one color that lie in a flat area. */
function addFlat(color: u32, weight: u32): void {
  const entry = addColor(color, weight)
  const votes = load<u32>(flatVotes + 4 * entry)
  if (load<u32>(flatColors + 4 * entry) === color) store<u32>(flatVotes + 4 * entry, votes + weight)
  else if (votes > weight) store<u32>(flatVotes + 4 * entry, votes - weight)
  else {
    store<u32>(flatColors + 4 * entry, color)
    store<u32>(flatVotes + 4 * entry, weight)
  }
}

function addTo(entry: u32, rest: v128, weight: u32): void {
  const sums = rests + 16 * entry
  v128.store(sums, i32x4.add(v128.load(sums), rest))
  store<u32>(weights + 4 * entry, load<u32>(weights + 4 * entry) + weight)
}

/** Returns the entry for a key, which it adds if necessary; `MAX_ENTRIES` if no room is left. */
function entryOf(key: u32): u32 {
  let slot = (key * GOLDEN) >>> (32 - SLOT_BITS)
  while (true) {
    const entry = <u32>load<u16>(slots + 2 * slot)
    if (entry === 0) break
    if (load<u32>(keys + 4 * (entry - 1)) === key) return entry - 1
    slot = (slot + 1) & ((1 << SLOT_BITS) - 1)
  }
  if (entryCount === MAX_ENTRIES) return MAX_ENTRIES
  const entry = entryCount++
  store<u16>(slots + 2 * slot, entry + 1)
  store<u32>(keys + 4 * entry, key)
  store<u32>(weights + 4 * entry, 0)
  store<u32>(flatVotes + 4 * entry, 0)
  v128.store(rests + 16 * entry, i64x2.splat(0))
  return entry
}

function ignoreOneMoreBit(): void {
  ignored++
  mask = ((0xff << ignored) & 0xff) * 0x01010101
  memory.fill(slots, 0, 2 << SLOT_BITS)
  const count = entryCount
  entryCount = 0
  for (let old: u32 = 0; old < count; old++) {
    // An entry moves to its own place or to an earlier one, so its values are read first.
    const key = load<u32>(keys + 4 * old)
    const weight = load<u32>(weights + 4 * old)
    const flat = load<u32>(flatColors + 4 * old)
    const votes = load<u32>(flatVotes + 4 * old)
    const rest = v128.load(rests + 16 * old)
    const entry = entryOf(key & mask)
    addTo(entry, i32x4.add(rest, i32x4.mul(spread(key & ~mask), i32x4.splat(weight))), weight)
    if (votes <= load<u32>(flatVotes + 4 * entry)) continue
    store<u32>(flatColors + 4 * entry, flat)
    store<u32>(flatVotes + 4 * entry, votes)
  }
}
