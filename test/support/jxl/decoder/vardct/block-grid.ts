import type { FrameHeader } from '../frame-header.ts'
import type { FrameLayout } from '../frame-layout.ts'
import { makePlane, type Plane } from '../plane.ts'

/** Blocks with a width and height of 64 pixels share the color correlation. */
export const TILE_BLOCKS = 8

/** LF coefficients of a channel. */
export interface LfChannel {
  readonly quantized: Int32Array
  /** Dequantized coefficients. */
  readonly plane: Plane
}

/** Facts about each block of a frame, row by row. */
export interface BlockGrid {
  readonly width: number
  readonly height: number
  /** Strategy + 1; 0 for blocks that are not read yet. */
  readonly strategies: Uint8Array
  /** 1 for the first block of a varblock. */
  readonly first: Uint8Array
  /** Multipliers of the quantization, 1 to 256. */
  readonly quants: Uint16Array
  readonly sharpness: Uint8Array
  /** Combination of LF thresholds that contexts depend on. */
  readonly lfContexts: Uint8Array
  readonly tilesWide: number
  /** Correlations of X and B with Y, for each tile. */
  readonly xFromY: Int8Array
  readonly bFromY: Int8Array
  /** X, Y and B LF coefficients. Subsampled channels have fewer blocks. */
  readonly lf: readonly [LfChannel, LfChannel, LfChannel]
}

export function makeGrid(
  { blocksWide: width, blocksHigh: height }: FrameLayout,
  { shifts }: FrameHeader,
): BlockGrid {
  const [blocks, tilesWide] = [width * height, Math.ceil(width / TILE_BLOCKS)]
  const tiles = tilesWide * Math.ceil(height / TILE_BLOCKS)
  const lf = (channel: 0 | 1 | 2): LfChannel => {
    const plane = makePlane(width >> shifts[channel].x, height >> shifts[channel].y)
    return { plane, quantized: new Int32Array(plane.data.length) }
  }
  return {
    width,
    height,
    strategies: new Uint8Array(blocks),
    first: new Uint8Array(blocks),
    quants: new Uint16Array(blocks),
    sharpness: new Uint8Array(blocks),
    lfContexts: new Uint8Array(blocks),
    tilesWide,
    xFromY: new Int8Array(tiles),
    bFromY: new Int8Array(tiles),
    lf: [lf(0), lf(1), lf(2)],
  }
}
