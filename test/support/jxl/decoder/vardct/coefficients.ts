import type { Strategy } from './strategies.ts'

/** Quantized coefficients of a varblock. */
export interface Varblock {
  /** Place of the first block. */
  readonly x: number
  readonly y: number
  readonly strategy: Strategy
  /** Multiplier of the quantization. */
  readonly quant: number
  /**
   * Coefficients for X, Y and B, or Cb, Y and Cr. The LF image's coefficients are 0 here.
   * `undefined` for channels that have no block at this place, because they are subsampled.
   */
  readonly values: readonly (Int32Array | undefined)[]
}

/** Quantized LF coefficients of a channel, row by row. */
export interface LfCoefficients {
  readonly width: number
  readonly height: number
  readonly values: Int32Array
}

/** Quantized coefficients of a frame. */
export interface Coefficients {
  /** LF coefficients for X, Y and B, or for Cb, Y and Cr. */
  readonly lf: readonly LfCoefficients[]
  /** Varblocks group by group, and row by row in a group. */
  readonly varblocks: readonly Varblock[]
  /** Entries in each channel's table for 8 × 8 coefficients, if the frame has a raw one. */
  readonly rawTable: readonly ArrayLike<number>[] | undefined
  /**
   * Correlations that X and B, or Cb and Cr, have with Y for each tile (64 × 64 samples), row by
   * row.
   */
  readonly correlations: readonly [Int8Array, Int8Array]
  readonly tilesWide: number
}
