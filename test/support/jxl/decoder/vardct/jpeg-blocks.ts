import { TILE_BLOCKS } from './block-grid.ts'
import type { Coefficients, Varblock } from './coefficients.ts'

/** Coefficients for a JPEG component. */
export interface JpegComponent {
  readonly blocksWide: number
  readonly blocksHigh: number
  /** Entries of the quantization table, row by row. */
  readonly table: ArrayLike<number>
  /** 64 coefficients of each block, row by row. */
  readonly coefficients: Int16Array
}

type Channel = 0 | 1 | 2

/** Channels for a JPEG's components: Y, Cb and Cr, or red, green and blue. */
const YCBCR = [1, 0, 2] as const
const RGB = [0, 1, 2] as const

/**
 * Fractional bits in the factors that predict chroma from luma, and the divisor for correlations.
 */
const PRECISION = 11
const DIVISOR = 84

/** Swaps rows and columns in 64 coefficients. JPEG XL stores the columns of an 8 × 8 DCT. */
const transposed = (at: number): number => (at & 7) * 8 + (at >> 3)

const scaled = (number: number, factor: number): number =>
  (number * factor + (1 << (PRECISION - 1))) >> PRECISION

/** Returns the correlation of a channel with Y at a block. */
function correlationAt(
  { correlations, tilesWide, lf }: Coefficients,
  { x, y }: Varblock,
  channel: Channel,
): number {
  const isSubsampled = lf.some(({ width, height }) => width !== lf[1]?.width || height !== lf[1].height)
  if (channel === 1 || isSubsampled) return 0
  const tile = Math.floor(y / TILE_BLOCKS) * tilesWide + Math.floor(x / TILE_BLOCKS)
  return correlations[channel === 0 ? 0 : 1][tile] ?? 0
}

/** Adds the luma share to a chroma block's coefficients, as libjxl rounds it. */
function addLuma(
  values: Int32Array,
  luma: Int32Array,
  factor: number,
  tables: readonly ArrayLike<number>[],
  channel: Channel,
) {
  const ratio = Math.trunc((factor * (1 << PRECISION)) / DIVISOR)
  return values.map((value, at) => {
    const steps = Math.floor(((1 << PRECISION) * (tables[1]?.[at] ?? 0)) / (tables[channel]?.[at] ?? 1))
    return value + scaled(luma[at] ?? 0, scaled(steps, ratio))
  })
}

function componentOf(all: Coefficients, channel: Channel, isRgb: boolean): JpegComponent {
  const { lf, varblocks, rawTable = [] } = all
  const [own, luma] = [lf[channel], lf[1]]
  if (!own || !luma) return { blocksWide: 0, blocksHigh: 0, table: [], coefficients: new Int16Array(0) }
  const coefficients = new Int16Array(64 * own.width * own.height)
  for (const block of varblocks) {
    const quantized = block.values[channel]
    if (!quantized) continue
    const factor = correlationAt(all, block, channel)
    const lumaValues = block.values[1] ?? quantized
    const values = factor === 0 ? quantized : addLuma(quantized, lumaValues, factor, rawTable, channel)
    const x = (block.x * own.width) / luma.width
    const from = 64 * (((block.y * own.height) / luma.height) * own.width + x)
    for (let at = 1; at < 64; at++) coefficients[from + at] = values[transposed(at)] as number
  }
  // YCbCr samples are stored less 128, as in a JPEG. RGB samples are not.
  const middle = isRgb ? Math.trunc(1024 / (rawTable[channel]?.[0] ?? 1)) : 0
  for (const [at, value] of own.values.entries()) coefficients[64 * at] = value - middle
  const table = Array.from({ length: 64 }, (_, at) => rawTable[channel]?.[transposed(at)] ?? 0)
  return { blocksWide: own.width, blocksHigh: own.height, table, coefficients }
}

/**
 * Returns coefficients from the JPEG from which a frame was made, for Y, Cb and Cr, or for red,
 * green and blue. A gray JPEG has the component Y. The frame has blocks with 8 × 8 samples and a
 * raw quantization table.
 * @param isRgb `true` if the frame has no color transform
 */
export const jpegComponents = (coefficients: Coefficients, isRgb = false): JpegComponent[] =>
  (isRgb ? RGB : YCBCR).map((channel) => componentOf(coefficients, channel, isRgb))
