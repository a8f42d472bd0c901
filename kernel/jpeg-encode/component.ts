import { BLOCK_BYTES, forward, transform } from './dct'
import { TABLE_BYTES } from './huffman'
import { quantizeOptimal, Trellis } from './trellis'

/** A frame component (T.81 A.1.1): a sample plane that is coded in 8 × 8 blocks. */
@unmanaged
export class Component {
  plane: usize
  stride: usize
  width: i32
  height: i32
  /** Sampling factor in both directions (T.81 A.1.1): block count along each side of an MCU. */
  sampling: i32
  /** Block columns that contain samples. */
  columns: i32
  /** Block rows that contain samples. */
  rows: i32
  /** Address of the Huffman table for DC coefficients. */
  dc: usize
  /** Address of the Huffman table for AC coefficients. */
  ac: usize
  /** Address of the divisors from `fillDivisors`. */
  divisors: usize
  /** Address of the record for `quantizeOptimal`; 0 to quantize with the divisors. */
  trellis: usize
  /** Blocks that contain samples. */
  blocks: i32
  /** Progressive: address of the blocks' quantized DC coefficients, i16. */
  dcs: usize
  /** Progressive: address of the blocks' masks (see `coefficients.ts`). */
  masks: usize
  /** Progressive: address of the blocks' values. */
  values: usize
  /** The previous block's quantized DC coefficient (T.81 F.1.1.5.1). */
  prediction: i32
}

const RECORD: usize = offsetof<Component>()
export const COMPONENTS_BYTES: usize = 3 * RECORD

/**
 * Returns the record for the component with index `i`.
 * @param components address of COMPONENTS_BYTES bytes
 */
export function component(components: usize, i: i32): Component {
  return changetype<Component>(components + <usize>i * RECORD)
}

/** Sets a component's width, height and sampling factor. */
export function setSize(c: Component, width: i32, height: i32, sampling: i32): void {
  c.width = width
  c.height = height
  c.sampling = sampling
  c.columns = (width + 7) / 8
  c.rows = (height + 7) / 8
  c.blocks = c.columns * c.rows
}

/**
 * Sets a component's Huffman tables and divisors.
 * @param tables address of two Huffman tables, DC first
 */
export function setTables(c: Component, tables: usize, divisors: usize): void {
  c.dc = tables
  c.ac = tables + TABLE_BYTES
  c.divisors = divisors
}

export function setPlane(c: Component, plane: usize, stride: i32): void {
  c.plane = plane
  c.stride = stride
}

/**
 * Byte offset of the samples in a block's work area. Samples are copied to it only if the block
 * extends beyond the plane.
 */
const EDGE = BLOCK_BYTES
/** Length in bytes of the work area for one block: its coefficients, then its samples. */
export const BLOCK_WORK: usize = EDGE + 64

/**
 * Transforms and quantizes the block at (`column`, `row`), which must contain samples from the
 * plane. Beyond the plane's right and lower edge, the last samples are repeated.
 * @param work area with `BLOCK_WORK` bytes; receives the coefficients
 * @returns one bit for each nonzero coefficient, in the same order as from `transform`
 */
export function transformBlock(c: Component, column: i32, row: i32, work: usize): u64 {
  const x = column * 8
  const y = row * 8
  const samples = c.plane + <usize>y * c.stride + <usize>x
  const columns = c.width - x
  const rows = c.height - y
  if (columns >= 8 && rows >= 8) return quantized(c, samples, c.stride, work)
  for (let i = 0; i < 64; i++) {
    const at = samples + <usize>min(i >> 3, rows - 1) * c.stride + <usize>min(i & 7, columns - 1)
    store<u8>(work + EDGE + <usize>i, load<u8>(at))
  }
  return quantized(c, work + EDGE, 8, work)
}

function quantized(c: Component, samples: usize, stride: usize, work: usize): u64 {
  if (c.trellis === 0) return transform(samples, stride, c.divisors, work)
  forward(samples, stride, work)
  return quantizeOptimal(work, changetype<Trellis>(c.trellis))
}
