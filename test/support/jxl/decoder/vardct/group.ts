import type { BitReader } from '../bits.ts'
import type { EntropyCode } from '../entropy/entropy-code.ts'
import { SymbolReader } from '../entropy/symbol-reader.ts'
import { ceilLog2 } from '../fields.ts'
import type { FrameHeader } from '../frame-header.ts'
import type { Rectangle } from '../frame-layout.ts'
import { JxlError } from '../jxl-error.ts'
import type { Plane } from '../plane.ts'
import { contextsOf } from './block-contexts.ts'
import { type BlockGrid, TILE_BLOCKS } from './block-grid.ts'
import { BlockReader, type HfCoding } from './block-reader.ts'
import type { Varblock } from './coefficients.ts'
import { type Dequantizer, dequantize } from './dequantize.ts'
import { setLowFrequencies } from './inverse-dct.ts'
import type { Correlation } from './lf-global.ts'
import { type Strategy, strategyOf } from './strategies.ts'
import { writeSamples } from './transforms.ts'

/** Everything that groups share (ISO/IEC 18181-1:2022, G.3). */
export interface HfGlobal extends HfCoding {
  readonly dequantizer: Dequantizer
  readonly code: EntropyCode
  /** Code sets. Each group uses one. */
  readonly codeSets: number
}

/** State of a frame while its groups are decoded. */
export interface GroupTarget {
  readonly frame: FrameHeader
  readonly grid: BlockGrid
  readonly correlation: Correlation
  /** Samples of X, Y and B, or Cb, Y and Cr. */
  readonly planes: readonly [Plane, Plane, Plane]
  /** List to which quantized coefficients are added, if the caller wants them. */
  readonly varblocks: Varblock[] | undefined
}

/** Order in which the channels of a varblock are coded. */
const CODED = [1, 0, 2] as const

/** Coefficients for a varblock with 64 × 64 pixels. */
const MAX_LENGTH = 4096

/** Memory for one varblock. */
interface Scratch {
  readonly quantized: readonly Int32Array[]
  readonly coefficients: readonly [Float64Array, Float64Array, Float64Array]
}

const makeScratch = (): Scratch => ({
  quantized: CODED.map(() => new Int32Array(MAX_LENGTH)),
  coefficients: [new Float64Array(MAX_LENGTH), new Float64Array(MAX_LENGTH), new Float64Array(MAX_LENGTH)],
})

/** A varblock and the channels that have a block there. */
interface Place {
  readonly x: number
  readonly y: number
  readonly strategy: Strategy
  readonly quant: number
  readonly channels: readonly (0 | 1 | 2)[]
}

/** Adds the share of Y to X and B (ISO/IEC 18181-1:2022, I.6). */
function addLuma(
  { grid, correlation }: GroupTarget,
  { x, y, strategy }: Place,
  { coefficients: [xs, ys, bs] }: Scratch,
) {
  const tile = Math.floor(y / TILE_BLOCKS) * grid.tilesWide + Math.floor(x / TILE_BLOCKS)
  const shareX = correlation.baseX + (grid.xFromY[tile] as number) / correlation.factor
  const shareB = correlation.baseB + (grid.bFromY[tile] as number) / correlation.factor
  const length = 64 * strategy.columns * strategy.rows
  for (let at = 0; at < length; at++) {
    const luma = ys[at] as number
    if (luma === 0) continue
    xs[at] = (xs[at] as number) + shareX * luma
    bs[at] = (bs[at] as number) + shareB * luma
  }
}

/** Writes the samples for a channel in a varblock. */
function writeChannel(
  target: GroupTarget,
  place: Place,
  channel: 0 | 1 | 2,
  coefficients: Float64Array,
): void {
  const { strategy } = place
  const { columns, rows } = strategy
  const shift = target.frame.shifts[channel]
  const [x, y] = [place.x >> shift.x, place.y >> shift.y]
  const lf = target.grid.lf[channel].plane
  const means = new Float64Array(columns * rows)
  for (let at = 0; at < means.length; at++) {
    means[at] = lf.data[(y + Math.floor(at / columns)) * lf.width + x + (at % columns)] as number
  }
  setLowFrequencies(means, rows, columns, coefficients)
  const { data, width } = target.planes[channel]
  writeSamples(coefficients, strategy, { data, at: 8 * (y * width + x), stride: width })
}

function readVarblock(
  reader: BlockReader,
  target: GroupTarget,
  area: Rectangle,
  place: Place,
  scratch: Scratch,
): void {
  const { strategy, quant, channels } = place
  const { grid, frame, varblocks } = target
  const length = 64 * strategy.columns * strategy.rows
  for (const channel of channels) {
    const shift = frame.shifts[channel]
    const [x, y] = [(place.x - area.x) >> shift.x, (place.y - area.y) >> shift.y]
    const quantized = scratch.quantized[channel] as Int32Array
    quantized.fill(0, 0, length)
    // In subsampled channels, contexts use the quantization from the block in their own column.
    const own = grid.quants[place.y * grid.width + area.x + x] as number
    const lf = grid.lfContexts[place.y * grid.width + place.x] as number
    reader.read({ channel, x, y, strategy, quant: own, lf }, quantized)
  }
  if (!varblocks) return
  const has = (channel: number) => channels.some((other) => other === channel)
  const values = scratch.quantized.map((list, channel) => (has(channel) ? list.slice(0, length) : undefined))
  varblocks.push({ x: place.x, y: place.y, strategy, quant, values })
}

function drawVarblock(target: GroupTarget, hf: HfGlobal, place: Place, scratch: Scratch): void {
  const { strategy, quant, channels } = place
  for (const channel of channels) {
    const quantized = scratch.quantized[channel] as Int32Array
    dequantize(hf.dequantizer, quantized, { channel, strategy, quant }, scratch.coefficients[channel])
  }
  if (channels.includes(1)) addLuma(target, place, scratch)
  for (const channel of channels) writeChannel(target, place, channel, scratch.coefficients[channel])
}

/** Lists the channels that have a block at a place. Subsampled channels skip columns or rows. */
const channelsAt = ({ shifts }: FrameHeader, x: number, y: number) =>
  CODED.filter((channel) => {
    const shift = shifts[channel]
    return (x >> shift.x) << shift.x === x && (y >> shift.y) << shift.y === y
  })

/**
 * Decodes the coefficients of a group and draws its blocks (ISO/IEC 18181-1:2022, G.4).
 * @param area the blocks of the group
 */
export function readGroup(reader: BitReader, target: GroupTarget, hf: HfGlobal, area: Rectangle): void {
  const { grid, frame } = target
  const set = reader.read(ceilLog2(hf.codeSets))
  if (set >= hf.codeSets) throw new JxlError(`the set of codes ${set} is unknown`)
  const symbols = new SymbolReader(hf.code, reader)
  const blocks = new BlockReader(hf, symbols, set * contextsOf(hf.contexts))
  const scratch = makeScratch()
  for (let y = area.y; y < area.y + area.height; y++) {
    for (let x = area.x; x < area.x + area.width; x++) {
      const at = y * grid.width + x
      if (grid.first[at] === 0) continue
      const strategy = strategyOf((grid.strategies[at] as number) - 1)
      const quant = grid.quants[at] as number
      const place = { x, y, strategy, quant, channels: channelsAt(frame, x, y) }
      readVarblock(blocks, target, area, place, scratch)
      drawVarblock(target, hf, place, scratch)
    }
  }
  symbols.finish()
}
