import type { FrameHeader } from '../frame-header.ts'
import type { ImageHeader } from '../image-header.ts'
import type { LfGlobal } from './lf-global.ts'
import type { QuantTables } from './read-tables.ts'
import type { Strategy } from './strategies.ts'

/** Factors between the multipliers of X and B (ISO/IEC 18181-1:2022, I.5.3). */
const SCALE_STEP = 0.8

/** Everything that the steps of coefficients depend on, apart from the block. */
export interface Dequantizer {
  readonly tables: QuantTables
  /** Factor for each channel's steps. */
  readonly factors: readonly number[]
  /** Values for coefficients that are 1, for each channel; then the numerator for others. */
  readonly biases: readonly number[]
}

export function makeDequantizer(
  image: ImageHeader,
  frame: FrameHeader,
  { quantizer }: LfGlobal,
  tables: QuantTables,
): Dequantizer {
  const base = 65_536 / quantizer.globalScale
  const factors = [base * SCALE_STEP ** (frame.xScale - 2), base, base * SCALE_STEP ** (frame.bScale - 2)]
  return { tables, factors, biases: image.opsin.quantBiases }
}

/**
 * Moves a coefficient towards the mean of those that are rounded to it (ISO/IEC 18181-1:2022,
 * I.5.3).
 */
function adjust(quantized: number, one: number, numerator: number): number {
  if (quantized === 1) return one
  return quantized === -1 ? -one : quantized - numerator / quantized
}

/** Computes the coefficients for a channel in a varblock. */
export function dequantize(
  { tables, factors, biases }: Dequantizer,
  quantized: Int32Array,
  block: { channel: number; strategy: Strategy; quant: number },
  to: Float64Array,
): void {
  const { channel, strategy, quant } = block
  const table = tables.of(strategy.table, channel)
  const factor = (factors[channel] as number) / quant
  const [one, numerator] = [biases[channel] as number, biases[3] as number]
  const length = 64 * strategy.columns * strategy.rows
  for (let at = 0; at < length; at++) {
    const coefficient = quantized[at] as number
    to[at] = coefficient === 0 ? 0 : adjust(coefficient, one, numerator) * factor * (table[at] as number)
  }
}
