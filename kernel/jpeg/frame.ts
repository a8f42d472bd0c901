/** Reads the frame header (T.81 B.2.2), and allocates the picture's memory. */
import { alloc, allocRows } from '../heap'
import { bandMcusOf } from './coefficient-band'
import { Component } from './component'
import { byteAt, wordAt } from './input'
import { allocQuant } from './quant'
import { CORRUPT, LIMIT, READY, UNSUPPORTED } from './status'
import { blockBytes, denseScale, sparseScale } from './zigzag'

const MAX_COMPONENTS = 4
/**
 * Maximum length in bytes of one component's coefficients: 1 GiB, a quarter of the address space.
 */
const MAX_BYTES: u64 = 1 << 30

export let width: i32 = 0
export let height: i32 = 0
export let progressive = false
export let componentCount: i32 = 0
/** MCUs in a row, in a scan with all components (A.2.3). */
export let mcusWide: i32 = 0
/** MCU rows, in a scan with all components. */
export let mcusHigh: i32 = 0
/** Lines in an MCU, in a scan with all components. */
export let lines: i32 = 0

let components: usize = 0

export function openFrame(): void {
  components = alloc(MAX_COMPONENTS * offsetof<Component>())
  componentCount = 0
}

export function component(index: i32): Component {
  return changetype<Component>(components + <usize>index * offsetof<Component>())
}

/** Reads the frame header. Its length field is at `cursor`. */
export function readFrame(marker: i32): i32 {
  const length = wordAt(0)
  if (componentCount > 0 || length < 8) return CORRUPT
  const precision = byteAt(2)
  if (precision === 12) return UNSUPPORTED
  if (precision !== 8) return CORRUPT
  height = wordAt(3)
  width = wordAt(5)
  const n = byteAt(7)
  if (width === 0 || n === 0 || length !== 8 + n * 3) return CORRUPT
  // If the height is 0, a DNL segment after the first scan contains the height (B.2.5). Such images
  // are refused, as by other decoders.
  if (height === 0 || n === 2 || n > MAX_COMPONENTS) return UNSUPPORTED
  progressive = marker === 0xc2
  for (let i = 0; i < n; i++) if (!readComponent(i, 8 + i * 3, n === 1)) return CORRUPT
  componentCount = n
  return layOut()
}

function readComponent(index: i32, offset: usize, alone: bool): bool {
  const it = component(index)
  it.id = byteAt(offset)
  it.h = byteAt(offset + 1) >> 4
  it.v = byteAt(offset + 1) & 15
  it.quantSelector = byteAt(offset + 2)
  if (it.h < 1 || it.h > 4 || it.v < 1 || it.v > 4 || it.quantSelector > 3) return false
  if (alone) {
    it.h = 1
    it.v = 1
  }
  it.quant = 0
  it.precision = allocPrecision()
  memory.fill(it.precision, 0xff, 64)
  return true
}

function allocPrecision(): usize {
  return alloc(64)
}

function ceilDiv(a: i32, b: i32): i32 {
  return (a + b - 1) / b
}

/**
 * Counts the samples that an inverse transform writes beyond its block's right edge. It writes rows
 * of 1, 2, 4 or 8 samples, even if the block has fewer. The next block overwrites these samples.
 * The stride has room for the samples after a row's last block.
 */
function overlap(side: i32): i32 {
  return side > 4 ? 8 - side : side === 3 ? 1 : 0
}

function blocksAlong(length: i32, factor: i32, most: i32): i32 {
  return ceilDiv(length * factor, 8 * most)
}

function strideOf(blocksWide: i32, side: i32): i32 {
  return blocksWide * side + overlap(side)
}

function allocSamples(blocksWide: i32, blockRows: i32, side: i32): usize {
  return allocRows(strideOf(blocksWide, side), <usize>blockRows * side)
}

function allocCoefficients(blocksWide: i32, blocksHigh: i32, side: i32): usize {
  return allocRows(<usize>blocksWide * blockBytes(side), blocksHigh)
}

/** Returns a component's horizontal sampling factor from `sampling` (see `jpegBytes`). */
function acrossOf(sampling: i32, index: i32): i32 {
  return (sampling >> (8 * index + 4)) & 15
}

function downOf(sampling: i32, index: i32): i32 {
  return (sampling >> (8 * index)) & 15
}

function maxAcross(sampling: i32): i32 {
  let most = 1
  for (let i = 0; i < MAX_COMPONENTS; i++) most = max(most, acrossOf(sampling, i))
  return most
}

function maxDown(sampling: i32): i32 {
  let most = 1
  for (let i = 0; i < MAX_COMPONENTS; i++) most = max(most, downOf(sampling, i))
  return most
}

function isSubsampled(sampling: i32, index: i32): bool {
  return acrossOf(sampling, index) < maxAcross(sampling) || downOf(sampling, index) < maxDown(sampling)
}

/**
 * Allocates the memory that a frame's components need if it is decoded in bands.
 * @param sampling all components' sampling factors, in the format that `jpegBytes` takes
 * @param dense scale for the components with the most samples, in eighths
 * @param sparse scale for the subsampled components, in eighths
 */
export function allocComponents(w: i32, sampling: i32, dense: i32, sparse: i32): void {
  for (let i = 0; i < MAX_COMPONENTS && downOf(sampling, i) > 0; i++) {
    const side = isSubsampled(sampling, i) ? sparse : dense
    allocPrecision()
    allocQuant()
    allocSamples(blocksAlong(w, acrossOf(sampling, i), maxAcross(sampling)), downOf(sampling, i), side)
  }
}

/** Allocates the memory for all coefficients. The other parameters are as for `allocComponents`. */
export function allocKept(w: i32, h: i32, sampling: i32, dense: i32, sparse: i32): void {
  for (let i = 0; i < MAX_COMPONENTS && downOf(sampling, i) > 0; i++) {
    const side = isSubsampled(sampling, i) ? sparse : dense
    const blocksWide = blocksAlong(w, acrossOf(sampling, i), maxAcross(sampling))
    allocCoefficients(blocksWide, blocksAlong(h, downOf(sampling, i), maxDown(sampling)), side)
  }
}

/**
 * Allocates the memory that a frame's components need if their coefficients are returned.
 * @param sampling all components' sampling factors, in the format that `jpegBytes` takes
 * @param all `true` to keep all blocks' coefficients; `false` for one band
 */
export function allocComponentCoefficients(w: i32, h: i32, sampling: i32, all: bool): void {
  const hMax = maxAcross(sampling)
  const vMax = maxDown(sampling)
  for (let i = 0; i < MAX_COMPONENTS && downOf(sampling, i) > 0; i++) {
    const down = downOf(sampling, i)
    const blocksHigh = blocksAlong(h, down, vMax)
    allocPrecision()
    allocQuant()
    allocCoefficients(
      blocksAlong(w, acrossOf(sampling, i), hMax),
      all ? blocksHigh : min(blocksHigh, bandMcusOf(8 * vMax) * down),
      8,
    )
  }
}

/** Computes each component's width and height in blocks and, at its scale, in samples (A.1.1). */
function layOut(): i32 {
  let hMax = 1
  let vMax = 1
  for (let i = 0; i < componentCount; i++) {
    hMax = max(hMax, component(i).h)
    vMax = max(vMax, component(i).v)
  }
  mcusWide = ceilDiv(width, 8 * hMax)
  mcusHigh = ceilDiv(height, 8 * vMax)
  lines = 8 * vMax
  for (let i = 0; i < componentCount; i++) {
    const it = component(i)
    it.scale = it.h < hMax || it.v < vMax ? sparseScale : denseScale
    const side = it.scale.side
    it.blocksWide = blocksAlong(width, it.h, hMax)
    it.blocksHigh = blocksAlong(height, it.v, vMax)
    it.planeWidth = ceilDiv(width * it.h * side, 8 * hMax)
    it.planeHeight = ceilDiv(height * it.v * side, 8 * vMax)
    it.stride = strideOf(it.blocksWide, side)
    if (<u64>(<u32>it.blocksWide) * <u64>(<u32>it.blocksHigh) * 128 > MAX_BYTES) return LIMIT
  }
  return READY
}

/**
 * Allocates all components' memory.
 * @param whole `true` to allocate samples for complete planes; `false` for one band
 * @param coefficients `true` to allocate memory for all coefficients, too
 */
export function allocatePlanes(whole: bool, coefficients: bool): void {
  for (let i = 0; i < componentCount; i++) {
    const it = component(i)
    const side = it.scale.side
    it.samples = allocSamples(it.blocksWide, whole ? it.blocksHigh : it.v, side)
    it.coefficients = coefficients ? allocCoefficients(it.blocksWide, it.blocksHigh, side) : 0
  }
}

/**
 * Allocates all components' coefficients, which are returned instead of samples.
 * @param all `true` to keep all blocks' coefficients; `false` for one band
 */
export function allocateCoefficients(all: bool): void {
  for (let i = 0; i < componentCount; i++) {
    const it = component(i)
    it.samples = 0
    const rows = all ? it.blocksHigh : min(it.blocksHigh, bandMcusOf(lines) * it.v)
    it.coefficients = allocCoefficients(it.blocksWide, rows, 8)
  }
}
