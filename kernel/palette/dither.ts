/**
 * Replaces a picture's pixels by palette indices, with Floyd–Steinberg error diffusion. The row
 * direction alternates. Edges receive no errors, and small errors are not passed on.
 *
 * Each pixel depends on the one before it. The picture is therefore divided into four bands, whose
 * rows are processed together. Two bands share each vector. The processor works on both band pairs'
 * vectors at the same time, because they do not depend on each other.
 */
import { alloc } from '../heap'
import { MAX_COLORS } from '../max-colors'
import { colors } from './build'
import { find, findSimilar } from './cache'
import { ignored } from './histogram'
import { beginRows, nextRow, openRowReader, RowReader } from './rows'
import { countPixels, maskFor, setBits, setLimits } from './similar'

/** Fraction bits in an error. */
const UNITS: i16 = 4
/** Maximum sample error that is passed on. */
const LIMIT: i16 = 24 << UNITS

/** Activity up to which errors are diffused in full, and activity from which on they are not. */
const SMOOTH: f32 = 12
const ROUGH: f32 = 64

/**
 * Diffusion strength, and sample error that is not passed on, for palettes with 16 and 256 colors.
 * Small steps between colors are not visible, but noise at these steps makes a file larger.
 */
const FEW_STRENGTH: f32 = 0.9
const MANY_STRENGTH: f32 = 0.75
const FEW_KEPT: f32 = 10
const MANY_KEPT: f32 = 30

/** Diffusion weights in 1/32768: 7/16, 3/16, 5/16 and 1/16. */
const AHEAD: i16 = 14336
const BEHIND: i16 = 6144
const BELOW: i16 = 10240
const CORNER: i16 = 2048

/** Number of bands in a picture that is divided. */
const BANDS: usize = 4
/** Minimum height of a picture that is divided. */
const MIN_DIVIDED: usize = 128

/**
 * First and minimum number of bits that similar colors share, in smooth areas and in active ones.
 */
const SMOOTH_BITS: u32 = 7
const ACTIVE_BITS: u32 = 7
const MIN_SMOOTH_BITS: u32 = 5
const MIN_ACTIVE_BITS: u32 = 4
/** Pixels for which the cache may fail to answer one search. */
const PIXELS_PER_MISS: u32 = 32

let width: usize = 0
let height: usize = 0
let bandCount: usize = 0
/** Address of the bands' readers. */
let readers: usize = 0
/**
 * Addresses of the errors that reach a row and the next one. Each pixel has one vector for each
 * band pair.
 */
let errors: usize = 0
let nextErrors: usize = 0
/** Address of the palette's colors, four 16-bit lanes each. */
let levels: usize = 0
/** Address of the diffusion strength for each activity: 16 bits, four times. */
let strengths: usize = 0
/** Sample error that is not passed on. */
let kept: i16 = 0

/** Allocates the rows. */
export function openDither(w: usize, h: usize): void {
  width = w
  height = h
  bandCount = h < MIN_DIVIDED ? 1 : BANDS
  readers = alloc(BANDS * sizeof<usize>())
  for (let band: usize = 0; band < bandCount; band++) {
    const reader = changetype<usize>(openRowReader(w))
    if (!isDefined(COUNTING)) store<usize>(readers + band * sizeof<usize>(), reader)
  }
  // One place before and one after the row receive errors that leave the picture.
  errors = alloc(32 * (w + 2)) + 32
  nextErrors = alloc(32 * (w + 2)) + 32
  levels = alloc(8 * MAX_COLORS)
  strengths = alloc(8 * 256)
}

/** Returns a band's reader. If the picture is not divided, it has one reader. */
function readerOf(band: usize): RowReader {
  return changetype<RowReader>(load<usize>(readers + min(band, bandCount - 1) * sizeof<usize>()))
}

/** Returns the number of rows above a band. */
function rowsAbove(band: usize): usize {
  return (height * band) / bandCount
}

/**
 * Replaces the pixels by indices, which begin at the picture's address, one byte for each pixel.
 */
export function ditherPixels(rgba: usize, count: u32, forced: u32): void {
  fillTables(count)
  for (let band: usize = 0; band < bandCount; band++) {
    const top = rowsAbove(band)
    beginRows(readerOf(band), rgba + 4 * width * top, rowsAbove(band + 1) - top, forced)
  }
  memory.fill(errors - 32, 0, 32 * (width + 2))
  const rows = (height + bandCount - 1) / bandCount
  for (let y: usize = 0; y < rows; y++) {
    for (let band: usize = 0; band < bandCount; band++) {
      // A band that has ended keeps its last row, whose indices are not used again.
      if (hasRow(band, y)) prepare(readerOf(band), y === 0)
    }
    diffuse((y & 1) === 0)
    countPixels(bandCount * width)
    const free = errors
    errors = nextErrors
    nextErrors = free
    for (let band: usize = 0; band < bandCount; band++) {
      // The rows that the indices overwrite have been copied by the readers.
      const out = rgba + width * (4 * rowsAbove(band) + y)
      if (hasRow(band, y)) memory.copy(out, readerOf(band).indices, width)
    }
  }
  for (let band: usize = 1; band < bandCount; band++) {
    const top = rowsAbove(band)
    memory.copy(rgba + width * top, rgba + 4 * width * top, width * (rowsAbove(band + 1) - top))
  }
}

function hasRow(band: usize, y: usize): bool {
  return rowsAbove(band) + y < rowsAbove(band + 1)
}

function fillTables(count: u32): void {
  for (let index: u32 = 0; index < count; index++) {
    const color = i32x4.replace_lane(i64x2.splat(0), 0, load<u32>(colors + 4 * index))
    const lanes = i16x8.shl(i16x8.extend_low_i8x16_u(color), UNITS)
    store<u64>(levels + 8 * index, i64x2.extract_lane(lanes, 0))
  }
  const many = min<f32>(1, max<f32>(0, (<f32>count - 16) / 240))
  kept = <i16>(FEW_KEPT + (MANY_KEPT - FEW_KEPT) * many)
  const strength = FEW_STRENGTH + (MANY_STRENGTH - FEW_STRENGTH) * many
  for (let activity: u32 = 0; activity < 256; activity++) {
    const share = min<f32>(1, max<f32>(0, (ROUGH - <f32>activity) / (ROUGH - SMOOTH)))
    // Pixels with activity 0 have known indices (see `prepare`).
    const lane: u64 = activity === 0 ? 0 : <u64>(<f32>32767 * strength * share)
    store<u64>(strengths + 8 * activity, lane * 0x0001_0001_0001_0001)
  }
  setLimits(MIN_SMOOTH_BITS, MIN_ACTIVE_BITS, PIXELS_PER_MISS)
  // A picture with many colors hides small errors in its active areas.
  setBits(SMOOTH_BITS, ignored >= 2 ? ACTIVE_BITS - 1 : ACTIVE_BITS)
}

/**
 * Goes to a band's next row, and finds the indices for its flat areas. Sets the activity of pixels
 * with known indices to 0, and all others' activity to at least 1.
 */
function prepare(reader: RowReader, isFirst: bool): void {
  nextRow(reader, isFirst)
  const current = reader.current
  const activity = reader.activity
  // A flat area's last color, and its index if the palette contains it. Errors enter neither these
  // areas nor transparent ones.
  let last: u32 = 0
  let index: u32 = 0
  let isExact = false
  let isAny = false
  for (let x: usize = 0; x < width; x++) {
    const color = load<u32>(current + 4 * x)
    const active = load<u8>(activity + x)
    if (active !== 0 && color !== 0) continue
    if (color !== last || !isAny) {
      last = color
      index = find(color)
      isExact = load<u32>(colors + 4 * index) === color
      isAny = true
    }
    if (isExact) store<u8>(reader.indices + x, index)
    store<u8>(activity + x, isExact ? 0 : max<u8>(1, active))
  }
}

/** Chooses the indices for a row in all bands. */
function diffuse(isForward: bool): void {
  const first = readerOf(0)
  const second = readerOf(1)
  const third = readerOf(2)
  const fourth = readerOf(3)
  const step: isize = isForward ? 1 : -1
  let x: isize = isForward ? 0 : <isize>width - 1
  let ahead = i16x8.splat(0)
  let otherAhead = ahead
  // Errors for the pixel below the last one, and for the one below this pixel.
  let behind = ahead
  let otherBehind = ahead
  let below = ahead
  let otherBelow = ahead
  for (let left = width; left > 0; left--) {
    const at = errors + 32 * x
    const next = nextErrors + 32 * (x - step)
    const error = place(first, second, x, i16x8.add(ahead, v128.load(at)))
    ahead = i16x8.q15mulr_sat_s(error, i16x8.splat(AHEAD))
    v128.store(next, i16x8.add(behind, i16x8.q15mulr_sat_s(error, i16x8.splat(BEHIND))))
    behind = i16x8.add(below, i16x8.q15mulr_sat_s(error, i16x8.splat(BELOW)))
    below = i16x8.q15mulr_sat_s(error, i16x8.splat(CORNER))
    const other = place(third, fourth, x, i16x8.add(otherAhead, v128.load(at, 16)))
    otherAhead = i16x8.q15mulr_sat_s(other, i16x8.splat(AHEAD))
    v128.store(next, i16x8.add(otherBehind, i16x8.q15mulr_sat_s(other, i16x8.splat(BEHIND))), 16)
    otherBehind = i16x8.add(otherBelow, i16x8.q15mulr_sat_s(other, i16x8.splat(BELOW)))
    otherBelow = i16x8.q15mulr_sat_s(other, i16x8.splat(CORNER))
    x += step
  }
  v128.store(nextErrors + 32 * (x - step), behind)
  v128.store(nextErrors + 32 * (x - step), otherBehind, 16)
}

/**
 * Chooses the indices for a pixel in two bands, unless they are known.
 * @param incoming errors that reach the pixels
 * @returns the pixels' errors that are passed on
 */
function place(upper: RowReader, lower: RowReader, x: usize, incoming: v128): v128 {
  const a = <usize>load<u8>(upper.activity + x)
  const b = <usize>load<u8>(lower.activity + x)
  if ((a | b) === 0) return i16x8.splat(0)
  const both = i32x4.replace_lane(
    i32x4.splat(load<u32>(upper.current + 4 * x)),
    1,
    load<u32>(lower.current + 4 * x),
  )
  const pixels = i16x8.extend_low_i8x16_u(both)
  // Alpha errors do not make opaque pixels translucent.
  const opaque = v128.and(i16x8.eq(pixels, i16x8.splat(255)), i64x2.splat(0xffff_0000_0000_0000))
  const strength = v128.andnot(pairOf(strengths + 8 * a, strengths + 8 * b), opaque)
  const sum = i16x8.add(i16x8.shl(pixels, UNITS), i16x8.q15mulr_sat_s(incoming, strength))
  const wanted = i16x8.max_s(i16x8.min_s(sum, i16x8.splat(255 << UNITS)), i16x8.splat(0))
  const words = i16x8.shr_u(i16x8.add(wanted, i16x8.splat(1 << (UNITS - 1))), UNITS)
  const bytes = i8x16.narrow_i16x8_u(words, words)
  let upperIndex = <u32>load<u8>(upper.indices + x)
  if (a !== 0) {
    upperIndex = findSimilar(i32x4.extract_lane(bytes, 0), maskFor(a))
    store<u8>(upper.indices + x, upperIndex)
  }
  let lowerIndex = <u32>load<u8>(lower.indices + x)
  if (b !== 0) {
    lowerIndex = findSimilar(i32x4.extract_lane(bytes, 1), maskFor(b))
    store<u8>(lower.indices + x, lowerIndex)
  }
  const shown = pairOf(levels + 8 * upperIndex, levels + 8 * lowerIndex)
  const whole = i16x8.sub(wanted, shown)
  const small = i16x8.splat(kept)
  const invisible = i16x8.max_s(i16x8.min_s(whole, small), i16x8.neg(small))
  const error = i16x8.sub(whole, invisible)
  return i16x8.max_s(i16x8.min_s(error, i16x8.splat(LIMIT)), i16x8.splat(-LIMIT))
}

/** Returns a vector with 64 bits from one address and 64 bits from another. */
function pairOf(low: usize, high: usize): v128 {
  return i64x2.replace_lane(i64x2.splat(load<u64>(low)), 1, load<u64>(high))
}
