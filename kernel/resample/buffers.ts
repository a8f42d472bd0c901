/** Buffers for a resampler's two passes. */
import { alloc } from '../heap'
import { QUAD } from './rows'

/**
 * An output sample's weights are padded with zeros until their number is a multiple of `TAPS_STEP`.
 */
const TAPS_STEP = 8

/**
 * Samples that the vertical pass computes at a time. Quads are padded so that their length is
 * divisible by it.
 */
export const BLOCK = 16

/** Length in bytes of a quad's column: one i16 for each of its four rows. */
export const QUAD_SAMPLE = 8

/**
 * Extra bytes after a row. The horizontal pass loads 16 samples at a time but uses only 8, so it
 * reads up to 8 bytes beyond the row.
 */
const ROW_PADDING = 8

@unmanaged
export class Buffers {
  /** Address of a buffer for four input rows. */
  rows: usize
  /** Distance in bytes from one of the four rows to the next. */
  pitch: usize
  /** Address of an i32 for each output sample: byte offset of its first tap in a row. */
  starts: usize
  /** Address of `taps` i16 for each output sample. */
  weights: usize
  /** Number of weights for an output sample, a multiple of `TAPS_STEP`. */
  taps: i32
  /** Address of the ring buffer that keeps quads for the vertical pass. */
  ring: usize
  /** Number of quads in the ring buffer. */
  quads: usize
  /** Quad length in bytes. */
  quadBytes: usize
  /** Address of four i16 for each quad that an output row needs. */
  rowWeights: usize
  /** Address of a work area for `weigh`. */
  sums: usize
}

// Addresses and lengths of the buffers that `allocBuffers` allocated last. They have the same names
// and meanings as the fields in `Buffers`.
let taps: i32 = 0
let pitch: usize = 0
let quads: usize = 0
let quadBytes: usize = 0
let sums: usize = 0
let rows: usize = 0
let starts: usize = 0
let weights: usize = 0
let ring: usize = 0
let rowWeights: usize = 0

/**
 * Allocates a resampler's buffers.
 * @param channels output channel count
 * @param columns number of input samples that are read in a row
 * @param columnTaps maximum number of taps for an output sample in the horizontal pass
 * @param rowTaps maximum number of taps for an output sample in the vertical pass
 * @param count output samples in a row
 */
export function allocBuffers(channels: i32, columns: i32, columnTaps: i32, rowTaps: i32, count: i32): void {
  // One more tap may be needed, because taps start at an even index.
  taps = (columnTaps + 1 + TAPS_STEP - 1) & -TAPS_STEP
  pitch = (<usize>max((columns + 1) & ~1, taps) * channels + ROW_PADDING + 15) & ~15
  quads = <usize>(rowTaps + 2) / QUAD + 1
  quadBytes = ((<usize>count * channels + BLOCK - 1) & ~(BLOCK - 1)) * QUAD_SAMPLE
  sums = alloc(<usize>max(columnTaps, rowTaps) * 8)
  rows = alloc(pitch * QUAD)
  starts = alloc(<usize>count * 4)
  weights = alloc(<usize>count * taps * 2)
  ring = alloc(quads * quadBytes)
  rowWeights = alloc(quads << 3)
}

/** Stores the buffers that `allocBuffers` allocated last in a record. */
export function keepBuffers(buffers: Buffers): void {
  buffers.taps = taps
  buffers.pitch = pitch
  buffers.quads = quads
  buffers.quadBytes = quadBytes
  buffers.sums = sums
  buffers.rows = rows
  buffers.starts = starts
  buffers.weights = weights
  buffers.ring = ring
  buffers.rowWeights = rowWeights
}
