/**
 * Transcoded frame shape: the JPEG XL channels, and the JPEG components that they come from. A
 * YCbCr frame has the channels Cb, Y and Cr. Gray is stored as YCbCr with chroma 0. RGB keeps its
 * order, and is not YCbCr (ISO/IEC 18181-1:2022, F.2, do_ycbcr).
 */
import { alloc } from '../../heap'
import { LIMIT, UNSUPPORTED } from '../../status'
import {
  SAMPLING_ONCE,
  SAMPLING_TWICE_BOTH,
  SAMPLING_TWICE_HEIGHT,
  SAMPLING_TWICE_WIDTH,
} from '../frame-header'
import { MAX_SIDE } from '../image-header'
import { blocksHigh, blocksWide, openSections } from '../vardct/sections'

export const CHANNELS: i32 = 3
/** Luma channel index. */
export const LUMA: i32 = 1
/** Marks a channel whose component the JPEG does not have. */
export const NONE: i32 = -1

/** Maximum number of pixels. It keeps all sizes in bytes within 31 bits. */
const MAX_PIXELS: u64 = 1 << 28
/** Quantization table size in bytes. */
const TABLE_BYTES: usize = 128

/** A frame channel. Block counts are for blocks with 8 × 8 samples. */
@unmanaged
export class Channel {
  /** Component index, or `NONE`. */
  component: i32
  /** Binary logarithms of the subsampling. */
  shiftX: i32
  shiftY: i32
  /** Channel width and height in blocks. */
  wide: i32
  high: i32
  /** Component width and height in blocks. The blocks beyond it have no coefficients. */
  storedWide: i32
  storedHigh: i32
  /** LF sample address, as i16 in rows with `wide` samples. */
  samples: usize
  /** Address of the 64 quantization steps, as u16 in rows. */
  steps: usize
  /** Address of the component's first block in the current band. */
  band: usize
}

/** `true` if the colors are YCbCr or gray. */
export let isYcbcr = false
export let width: i32 = 0
export let height: i32 = 0

let channels: usize = 0
/** Binary logarithms of each component's subsampling, in the format for sampling factors. */
let shifts: i32 = 0
let isGray = false

export function channel(index: i32): Channel {
  return changetype<Channel>(channels + <usize>index * offsetof<Channel>())
}

/**
 * Sets the frame shape, and allocates its LF samples and tables.
 * @param components number of components, 1 or 3
 * @param sampling a byte for each component with its sampling factors as in the frame header (T.81
 *   B.2.2); the lowest byte belongs to the first component
 * @param ycbcr 0 if the components are R, G and B
 * @returns 0; `UNSUPPORTED` if JPEG XL does not support the subsampling; `LIMIT` if the picture is
 *   too large
 */
export function openFrame(w: i32, h: i32, components: i32, sampling: i32, ycbcr: i32): i32 {
  if (min(w, h) < 1 || max(w, h) > MAX_SIDE || <u64>w * <u64>h > MAX_PIXELS) return LIMIT
  if (components !== 1 && components !== 3) return UNSUPPORTED
  const factors = components === 1 ? 0x11 : sampling
  shifts = shiftsOf(components, factors)
  if (shifts < 0 || (ycbcr === 0 && shifts !== 0)) return UNSUPPORTED
  const shiftX = ((shifts | (shifts >> 8) | (shifts >> 16)) >> 4) & 1
  const shiftY = (shifts | (shifts >> 8) | (shifts >> 16)) & 1
  isYcbcr = ycbcr !== 0 || components === 1
  isGray = components === 1
  width = w
  height = h
  openSections(w, h, shiftX, shiftY)
  channels = alloc(<usize>CHANNELS * offsetof<Channel>())
  const steps = alloc(<usize>CHANNELS * TABLE_BYTES)
  for (let i = 0; i < CHANNELS; i++) {
    const index = componentOf(i, components)
    const shift = index === NONE ? 0 : shifts >> (8 * index)
    openChannel(i, index, (shift >> 4) & 1, shift & 1, steps + <usize>i * TABLE_BYTES)
  }
  return 0
}

/**
 * Returns the binary logarithms of all components' subsampling, in the format for sampling factors.
 * Returns -1 if a component is not subsampled by 1 or 2.
 */
function shiftsOf(components: i32, factors: i32): i32 {
  let hMax = 1
  let vMax = 1
  for (let i = 0; i < components; i++) {
    hMax = max(hMax, (factors >> (8 * i + 4)) & 15)
    vMax = max(vMax, (factors >> (8 * i)) & 15)
  }
  let shifts = 0
  for (let i = 0; i < components; i++) {
    const h = (factors >> (8 * i + 4)) & 15
    const v = (factors >> (8 * i)) & 15
    if (hMax > 4 || vMax > 4 || (h !== hMax && 2 * h !== hMax) || (v !== vMax && 2 * v !== vMax)) return -1
    shifts |= (((<i32>(h !== hMax)) << 4) | <i32>(v !== vMax)) << (8 * i)
  }
  return shifts
}

/**
 * Counts the samples in all channels together for a number of luma samples, which must be a
 * multiple of the subsampling.
 */
export function samplesIn(luma: i32): usize {
  let sum: usize = 0
  for (let i = 0; i < CHANNELS; i++) {
    const shift = isGray ? 0 : shifts >> (8 * i)
    sum += <usize>luma >> (((shift >> 4) & 1) + (shift & 1))
  }
  return sum
}

/** Returns a channel's component. */
function componentOf(index: i32, components: i32): i32 {
  if (components === 1) return index === LUMA ? 0 : NONE
  return isYcbcr && index < 2 ? 1 - index : index
}

function openChannel(index: i32, from: i32, shiftX: i32, shiftY: i32, steps: usize): void {
  const wide = blocksWide >> shiftX
  const high = blocksHigh >> shiftY
  const samples = alloc(<usize>(2 * wide * high))
  if (isDefined(COUNTING)) return
  const it = channel(index)
  it.component = from
  it.shiftX = shiftX
  it.shiftY = shiftY
  it.wide = wide
  it.high = high
  it.storedWide = from === NONE ? 0 : partsOf8(width, shiftX)
  it.storedHigh = from === NONE ? 0 : partsOf8(height, shiftY)
  it.samples = samples
  it.steps = steps
  it.band = 0
}

/** Counts the blocks that cover a length in a channel's pixels. */
function partsOf8(length: i32, shift: i32): i32 {
  return (length + (8 << shift) - 1) >> (3 + shift)
}

/** Returns a channel's sampling factor code in the frame header (F.2, jpeg_upsampling). */
export function samplingOf(index: i32): u32 {
  let shiftX = 0
  let shiftY = 0
  for (let i = 0; i < CHANNELS; i++) {
    shiftX = max(shiftX, channel(i).shiftX)
    shiftY = max(shiftY, channel(i).shiftY)
  }
  const isWide = channel(index).shiftX < shiftX
  const isHigh = channel(index).shiftY < shiftY
  if (isWide) return isHigh ? SAMPLING_TWICE_BOTH : SAMPLING_TWICE_WIDTH
  return isHigh ? SAMPLING_TWICE_HEIGHT : SAMPLING_ONCE
}

/**
 * Copies a component's quantization table.
 * @param steps address of 64 u16, row by row
 * @returns `false` if a step is 0, which JPEG XL cannot store
 */
export function setSteps(component: i32, steps: usize): bool {
  for (let i: usize = 0; i < 64; i++) if (load<u16>(steps + 2 * i) === 0) return false
  for (let i = 0; i < CHANNELS; i++) {
    const it = channel(i)
    if (it.component === component || (it.component === NONE && component === 0))
      memory.copy(it.steps, steps, TABLE_BYTES)
  }
  return true
}
