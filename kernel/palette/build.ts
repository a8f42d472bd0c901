/** Builds a palette: histogram, boxes, and k-means passes. */
import { alloc } from '../heap'
import { MAX_COLORS } from '../max-colors'
import { OPAQUE } from '../rgba'
import { clearCache, setIndex } from './cache'
import { entryCount, flatColors, flatVotes, MAX_ENTRIES, meanOf, weights } from './histogram'
import { nearestTo, setColor, setColorCount, sortedColors } from './nearest'
import { fromSpace, lanesOf, packed, toSpace } from './space'
import { boxMean, splitEntries } from './split'

/** Number of k-means passes. */
const PASSES: u32 = 4

/** Share of its cluster's weight above which a flat color replaces the cluster's mean. */
const FLAT_SHARE: f32 = 0.3

/** Last coordinate of opaque colors (see `toSpace`). */
const OPAQUE_LANE: f32 = 127.5
/** Minimum last coordinate with which entries count as opaque: alpha 254.5. */
const MIN_OPAQUE_LANE: f32 = 127.25
/** Minimum alpha with which means become opaque. Smaller alpha differences are not visible. */
const MIN_OPAQUE_MEAN: f32 = 252.5

let vectors: usize = 0
/** Address of the entries' packed vectors, 64 bits each. */
let packedVectors: usize = 0
/** Address of the entries' weights as floating-point numbers. */
let masses: usize = 0
/** Address of each cluster's mean vector. */
let means: usize = 0
/** Address of a pass's sums: each cluster's weighted vector, and its weight. */
let sums: usize = 0
let sumMasses: usize = 0
/** Address of the weight and value that each cluster's most frequent flat color has. */
let flats: usize = 0
/** Address of the premultiplied colors, sorted as `nearestOfSorted` needs them. */
let candidates: usize = 0

/** Address of the palette's premultiplied colors, in index order. */
export let colors: usize = 0

/** Allocates the clusters. */
export function openBuild(): void {
  vectors = alloc(16 * MAX_ENTRIES)
  packedVectors = alloc(8 * MAX_ENTRIES)
  masses = alloc(4 * MAX_ENTRIES)
  means = alloc(16 * MAX_COLORS)
  sums = alloc(16 * MAX_COLORS)
  sumMasses = alloc(4 * MAX_COLORS)
  flats = alloc(8 * MAX_COLORS)
  candidates = alloc(4 * MAX_COLORS)
  colors = alloc(4 * MAX_COLORS)
}

/**
 * Builds a palette from the histogram.
 * @param most maximum number of colors
 * @param isTransparent `true` if the palette must contain transparent black
 * @returns the number of colors
 */
export function buildColors(most: u32, isTransparent: bool): u32 {
  for (let entry: u32 = 0; entry < entryCount; entry++) {
    const vector = toSpace(meanOf(entry))
    v128.store(vectors + 16 * entry, vector)
    store<u64>(packedVectors + 8 * entry, packed(vector))
    store<f32>(masses + 4 * entry, <f32>load<u32>(weights + 4 * entry))
  }
  let count: u32 = 0
  if (entryCount > 0) {
    count = splitEntries(vectors, masses, isTransparent ? most - 1 : most)
    for (let place: u32 = 0; place < count; place++) v128.store(means + 16 * place, boxMean(place))
    for (let pass: u32 = 0; pass < PASSES; pass++) improve(count)
    chooseColors(count)
  }
  if (isTransparent) store<u32>(candidates + 4 * count++, 0)
  return arrange(sorted(count))
}

function setMeans(count: u32): void {
  for (let place: u32 = 0; place < count; place++) setColor(place, packed(v128.load(means + 16 * place)))
  setColorCount(count)
  memory.fill(sums, 0, 16 * count)
  memory.fill(sumMasses, 0, 4 * count)
}

/** Moves each mean to the center of the entries that are nearest to it. */
function improve(count: u32): void {
  setMeans(count)
  for (let entry: u32 = 0; entry < entryCount; entry++) {
    const place = nearestTo(load<u64>(packedVectors + 8 * entry)) & 255
    const mass = load<f32>(masses + 4 * entry)
    const sum = sums + 16 * place
    const moment = f32x4.mul(v128.load(vectors + 16 * entry), f32x4.splat(mass))
    v128.store(sum, f32x4.add(v128.load(sum), moment))
    store<f32>(sumMasses + 4 * place, load<f32>(sumMasses + 4 * place) + mass)
  }
  for (let place: u32 = 0; place < count; place++) {
    const mass = load<f32>(sumMasses + 4 * place)
    if (mass > 0) v128.store(means + 16 * place, f32x4.div(v128.load(sums + 16 * place), f32x4.splat(mass)))
  }
}

/**
 * Turns the means into colors. A large flat area's color is kept exactly. Otherwise each of its
 * pixels would have a small error, which diffusion would turn to scattered pixels. A cluster
 * becomes opaque if at least half its weight is opaque.
 */
function chooseColors(count: u32): void {
  setMeans(count)
  memory.fill(flats, 0, 8 * count)
  for (let entry: u32 = 0; entry < entryCount; entry++) {
    const place = nearestTo(load<u64>(packedVectors + 8 * entry)) & 255
    const sum = sumMasses + 4 * place
    const mass = load<f32>(masses + 4 * entry)
    store<f32>(sum, load<f32>(sum) + mass)
    const vector = v128.load(vectors + 16 * entry)
    if (f32x4.extract_lane(vector, 3) >= MIN_OPAQUE_LANE) {
      const opaque = sums + 16 * place
      v128.store(opaque, f32x4.add(v128.load(opaque), f32x4.mul(vector, f32x4.splat(mass))))
    }
    const votes = load<u32>(flatVotes + 4 * entry)
    if (votes <= load<u32>(flats + 8 * place)) continue
    store<u32>(flats + 8 * place, votes)
    store<u32>(flats + 8 * place, load<u32>(flatColors + 4 * entry), 4)
  }
  for (let place: u32 = 0; place < count; place++) {
    const flat = <f32>load<u32>(flats + 8 * place) > FLAT_SHARE * load<f32>(sumMasses + 4 * place)
    const color = flat ? load<u32>(flats + 8 * place, 4) : meanColor(place)
    store<u32>(candidates + 4 * place, color)
  }
}

/**
 * Returns a cluster's mean color. For a mostly opaque cluster, it is the mean of the opaque
 * entries, whose vectors `sums` contains.
 */
function meanColor(place: u32): u32 {
  const opaque = v128.load(sums + 16 * place)
  const mass = f32x4.extract_lane(opaque, 3) / OPAQUE_LANE
  const isOpaque = mass > 0 && mass >= load<f32>(sumMasses + 4 * place) / 2
  const mean = isOpaque ? f32x4.div(opaque, f32x4.splat(mass)) : v128.load(means + 16 * place)
  const color = fromSpace(mean)
  const alpha = f32x4.extract_lane(color, 3)
  return rounded(isOpaque || alpha >= MIN_OPAQUE_MEAN ? f32x4.replace_lane(color, 3, 255) : color)
}

/** Returns a premultiplied color's bytes. */
function rounded(color: v128): u32 {
  const alpha = min<f32>(255, max<f32>(0, nearest(f32x4.extract_lane(color, 3))))
  const bounded = f32x4.min(f32x4.max(f32x4.nearest(color), f32x4.splat(0)), f32x4.splat(alpha))
  const lanes = i32x4.trunc_sat_f32x4_u(bounded)
  const words = i16x8.narrow_i32x4_u(lanes, lanes)
  return i32x4.extract_lane(i8x16.narrow_i16x8_u(words, words), 0)
}

/**
 * Sorts the candidates by luma, and removes repeated ones. Returns the number of remaining
 * candidates.
 */
function sorted(count: u32): u32 {
  let kept: u32 = 0
  for (let candidate: u32 = 0; candidate < count; candidate++) {
    const color = load<u32>(candidates + 4 * candidate)
    const luma = lumaOf(color)
    let place = kept
    while (place > 0 && lumaOf(load<u32>(candidates + 4 * (place - 1))) > luma) place--
    let equal = place
    while (equal > 0 && lumaOf(load<u32>(candidates + 4 * (equal - 1))) === luma) {
      equal--
      if (load<u32>(candidates + 4 * equal) === color) break
    }
    if (equal < place && load<u32>(candidates + 4 * equal) === color) continue
    memory.copy(candidates + 4 * (place + 1), candidates + 4 * place, 4 * (kept - place))
    store<u32>(candidates + 4 * place, color)
    kept++
  }
  return kept
}

function lumaOf(color: u32): i16 {
  return <i16>packed(toSpace(lanesOf(color)))
}

/**
 * Prepares searches, and gives each color its index. Colors that are not opaque come first, because
 * tRNS ends with the last of them (PNG 11.3.1.1).
 */
function arrange(count: u32): u32 {
  let index: u32 = 0
  for (let pass = 0; pass < 2; pass++) {
    for (let place: u32 = 0; place < count; place++) {
      const color = load<u32>(candidates + 4 * place)
      if (color >= OPAQUE !== (pass === 1)) continue
      store<u32>(colors + 4 * index, color)
      setIndex(place, index++)
      setColor(place, packed(toSpace(lanesOf(color))))
    }
  }
  setColorCount(count)
  sortedColors()
  clearCache(load<u32>(colors) < OPAQUE)
  return count
}
