/**
 * Replaces the pixels of a picture by indices of a palette, with error diffusion by Floyd and
 * Steinberg. The direction of the rows alternates. Edges receive no errors, and small errors are
 * not passed on.
 *
 * Each pixel depends on the one before it. So the picture is divided into an upper and a lower
 * half, whose rows are processed together, in the two halves of each vector.
 */
import { alloc } from '../heap'
import { OPAQUE } from '../rgba'
import { colours } from './build'
import { find, findSimilar, forgetMisses, misses } from './cache'
import { ignored } from './histogram'
import { MAX_COLOURS } from './nearest'
import { beginRows, nextRow, openRowReader, RowReader } from './rows'

/** Binary digits of an error after the point. */
const UNITS: i16 = 4
/** Maximum error of a sample that is passed on. */
const LIMIT: i16 = 24 << UNITS

/** Activity up to which errors are diffused in full, and activity from which on they are not. */
const SMOOTH: f32 = 12
const ROUGH: f32 = 64

/**
 * Strength of the diffusion, and error of a sample that is not passed on, for palettes of 16 and of
 * 256 colours. Small steps between colours are not visible, but noise of these steps makes a file
 * larger.
 */
const FEW_STRENGTH: f32 = 0.9
const MANY_STRENGTH: f32 = 0.75
const FEW_KEPT: f32 = 10
const MANY_KEPT: f32 = 30

/** Weights of the diffusion in 1/32768: 7/16, 3/16, 5/16 and 1/16. */
const AHEAD: i16 = 14336
const BEHIND: i16 = 6144
const BELOW: i16 = 10240
const CORNER: i16 = 2048

/** Minimum height of a picture that is divided. */
const MIN_DIVIDED: usize = 64

/** Bits of each sample by which similar colours share a search, in smooth areas and in others. */
const SMOOTH_BITS: u32 = 7
const ACTIVE_BITS: u32 = 7
const MIN_SMOOTH_BITS: u32 = 5
const MIN_ACTIVE_BITS: u32 = 4
/** Maximum activity of smooth areas. */
const MAX_SMOOTH: u32 = 8
/**
 * Number of searches that the cache may fail to answer before one bit less of each sample counts,
 * and number of pixels for which it may fail once more. Photographs exceed the limit. Drawings and
 * screenshots do not.
 */
const MISSES: u32 = 24_576
const PIXELS_PER_MISS: u32 = 32

let width: usize = 0
let height: usize = 0
let upper: RowReader = changetype<RowReader>(0)
let lower: RowReader = changetype<RowReader>(0)
/** Address of two vectors for each pixel: the pixels of both halves, and their strengths. */
let prepared: usize = 0
/** Addresses of the errors that reach a row and the next one, a vector for each pixel. */
let errors: usize = 0
let nextErrors: usize = 0
/** Addresses of the indices of a row of each half. */
let upperIndices: usize = 0
let lowerIndices: usize = 0
/** Address of the palette's colours, four lanes of 16 bits each. */
let levels: usize = 0
/** Address of the strength of the diffusion for each activity: 16 bits, four times. */
let strengths: usize = 0
/** Address of the mask of similar colours for each activity: see `findSimilar`. */
let masks: usize = 0
let smoothBits: u32 = 0
let activeBits: u32 = 0
/** Number of pixels since the masks were set. */
let maskedPixels: u32 = 0
/** Error of a sample that is not passed on. */
let kept: i16 = 0

/** Allocates the rows. */
export function openDither(w: usize, h: usize): void {
  width = w
  height = h
  upper = openRowReader(w)
  lower = openRowReader(w)
  prepared = alloc(32 * w)
  // One vector before and one after the row receive errors that leave the picture.
  errors = alloc(16 * (w + 2)) + 16
  nextErrors = alloc(16 * (w + 2)) + 16
  upperIndices = alloc(w)
  lowerIndices = alloc(w)
  levels = alloc(8 * MAX_COLOURS)
  strengths = alloc(8 * 256)
  masks = alloc(4 * 256)
}

/**
 * Replaces the pixels by indices, which begin at the address of the picture, one byte for each
 * pixel.
 */
export function ditherPixels(rgba: usize, count: u32, forced: u32): void {
  fillTables(count)
  const upperRows = height < MIN_DIVIDED ? height : (height + 1) >> 1
  const lowerRows = height - upperRows
  const lowerStart = rgba + 4 * width * upperRows
  beginRows(upper, rgba, upperRows, forced)
  if (lowerRows > 0) beginRows(lower, lowerStart, lowerRows, forced)
  memory.fill(errors - 16, 0, 16 * (width + 2))
  for (let y: usize = 0; y < upperRows; y++) {
    nextRow(upper, y === 0)
    const isBoth = y < lowerRows
    if (isBoth) nextRow(lower, y === 0)
    prepare(upper, 0, upperIndices)
    prepare(isBoth ? lower : upper, 8, lowerIndices)
    diffuse((y & 1) === 0, isBoth ? lower.activity : upper.activity)
    checkMisses()
    const free = errors
    errors = nextErrors
    nextErrors = free
    // The rows that the indices overwrite have been copied by the readers.
    memory.copy(rgba + y * width, upperIndices, width)
    if (isBoth) memory.copy(lowerStart + y * width, lowerIndices, width)
  }
  memory.copy(rgba + width * upperRows, lowerStart, width * lowerRows)
}

function fillTables(count: u32): void {
  for (let index: u32 = 0; index < count; index++) {
    const colour = i32x4.replace_lane(i64x2.splat(0), 0, load<u32>(colours + 4 * index))
    const lanes = i16x8.shl(i16x8.extend_low_i8x16_u(colour), UNITS)
    store<u64>(levels + 8 * index, i64x2.extract_lane(lanes, 0))
  }
  const many = min<f32>(1, max<f32>(0, (<f32>count - 16) / 240))
  kept = <i16>(FEW_KEPT + (MANY_KEPT - FEW_KEPT) * many)
  const strength = FEW_STRENGTH + (MANY_STRENGTH - FEW_STRENGTH) * many
  for (let activity: u32 = 0; activity < 256; activity++) {
    const share = min<f32>(1, max<f32>(0, (ROUGH - <f32>activity) / (ROUGH - SMOOTH)))
    // No strength is 0, because 0 marks pixels whose indices are known.
    const lane = max<u64>(1, <u64>(<f32>32767 * strength * share))
    store<u64>(strengths + 8 * activity, lane * 0x0001_0001_0001_0001)
  }
  smoothBits = SMOOTH_BITS
  // A picture of many colours hides small errors in its active areas.
  activeBits = ignored >= 2 ? ACTIVE_BITS - 1 : ACTIVE_BITS
  setMasks()
}

function setMasks(): void {
  for (let activity: u32 = 0; activity < 256; activity++) {
    const bits = activity > MAX_SMOOTH ? activeBits : smoothBits
    // Alpha counts exactly, so that opaque pixels stay opaque.
    store<u32>(masks + 4 * activity, (((0xff00 >>> bits) & 0xff) * 0x010101) | OPAQUE)
  }
  forgetMisses()
  maskedPixels = 0
}

/** Lets more colours share a search if the cache fails to answer too many. */
function checkMisses(): void {
  maskedPixels += 2 * <u32>width
  if (misses <= MISSES + maskedPixels / PIXELS_PER_MISS) return
  if (activeBits > MIN_ACTIVE_BITS) activeBits--
  else if (smoothBits > MIN_SMOOTH_BITS) smoothBits--
  else return
  setMasks()
}

/** Prepares the row of a half, whose lanes begin at an offset of a vector. */
function prepare(reader: RowReader, offset: usize, indices: usize): void {
  const current = reader.current
  const activity = reader.activity
  // The last colour of a flat area, and its index if the palette contains it. Errors do not enter
  // these areas, and they do not enter transparent ones.
  let last: u32 = 0
  let index: u32 = 0
  let isExact = false
  for (let x: usize = 0; x < width; x++) {
    const colour = load<u32>(current + 4 * x)
    const active = <usize>load<u8>(activity + x)
    const at = prepared + 32 * x + offset
    let strength = load<u64>(strengths + 8 * active)
    // Errors of alpha do not make opaque pixels translucent.
    if (colour >= OPAQUE) strength &= 0x0000_ffff_ffff_ffff
    if (active === 0 || colour === 0) {
      if (colour !== last || x === 0) {
        last = colour
        index = find(colour)
        isExact = load<u32>(colours + 4 * index) === colour
      }
      if (isExact) {
        store<u8>(indices + x, index)
        strength = 0
      }
    }
    const bytes = i32x4.replace_lane(i64x2.splat(0), 0, colour)
    store<u64>(at, i64x2.extract_lane(i16x8.shl(i16x8.extend_low_i8x16_u(bytes), UNITS), 0))
    store<u64>(at + 16, strength)
  }
}

/**
 * Chooses the indices of a row of both halves.
 * @param lowerActivity activity of the row of the lower half
 */
function diffuse(isForward: bool, lowerActivity: usize): void {
  const step: isize = isForward ? 1 : -1
  let x: isize = isForward ? 0 : <isize>width - 1
  const most = i16x8.splat(255 << UNITS)
  const zero = i16x8.splat(0)
  const half = i16x8.splat(1 << (UNITS - 1))
  const bound = i16x8.splat(LIMIT)
  const minusBound = i16x8.neg(bound)
  const small = i16x8.splat(kept)
  const minusSmall = i16x8.neg(small)
  const upperActivity = upper.activity
  let ahead = zero
  // Errors for the pixel below the last one, and for the one below this pixel.
  let behind = zero
  let below = zero
  for (let left = width; left > 0; left--) {
    const at = prepared + 32 * x
    const strength = v128.load(at, 16)
    if (!v128.any_true(strength)) {
      v128.store(nextErrors + 16 * (x - step), behind)
      behind = below
      below = zero
      ahead = zero
      x += step
      continue
    }
    const incoming = i16x8.add(ahead, v128.load(errors + 16 * x))
    let wanted = i16x8.add(v128.load(at), i16x8.q15mulr_sat_s(incoming, strength))
    wanted = i16x8.max_s(i16x8.min_s(wanted, most), zero)
    const words = i16x8.shr_u(i16x8.add(wanted, half), UNITS)
    const bytes = i8x16.narrow_i16x8_u(words, words)
    let a = <u32>load<u8>(upperIndices + x)
    if (load<u16>(at, 16) !== 0) {
      a = findSimilar(i32x4.extract_lane(bytes, 0), load<u32>(masks + 4 * <usize>load<u8>(upperActivity + x)))
      store<u8>(upperIndices + x, a)
    }
    let b = <u32>load<u8>(lowerIndices + x)
    if (load<u16>(at, 24) !== 0) {
      b = findSimilar(i32x4.extract_lane(bytes, 1), load<u32>(masks + 4 * <usize>load<u8>(lowerActivity + x)))
      store<u8>(lowerIndices + x, b)
    }
    const shown = i64x2.replace_lane(i64x2.splat(load<u64>(levels + 8 * a)), 1, load<u64>(levels + 8 * b))
    const whole = i16x8.sub(wanted, shown)
    const invisible = i16x8.max_s(i16x8.min_s(whole, small), minusSmall)
    const error = i16x8.max_s(i16x8.min_s(i16x8.sub(whole, invisible), bound), minusBound)
    ahead = i16x8.q15mulr_sat_s(error, i16x8.splat(AHEAD))
    v128.store(
      nextErrors + 16 * (x - step),
      i16x8.add(behind, i16x8.q15mulr_sat_s(error, i16x8.splat(BEHIND))),
    )
    behind = i16x8.add(below, i16x8.q15mulr_sat_s(error, i16x8.splat(BELOW)))
    below = i16x8.q15mulr_sat_s(error, i16x8.splat(CORNER))
    x += step
  }
  v128.store(nextErrors + 16 * (x - step), behind)
}
