import type { BitReader } from '../bits.ts'
import { readContextMap } from '../entropy/read-entropy-code.ts'
import { bits, readU32, unpackSigned } from '../fields.ts'
import { JxlError } from '../jxl-error.ts'
import { ORDER_SIZES } from './strategies.ts'

/** Contexts of blocks by channel, order, quantization and LF (ISO/IEC 18181-1:2022, I.2.2). */
export interface BlockContexts {
  /** Thresholds for quantized X, Y and B LF coefficients. */
  readonly lfThresholds: readonly (readonly number[])[]
  readonly quantThresholds: readonly number[]
  readonly map: ArrayLike<number>
  readonly count: number
}

/** Contexts for the number of nonzero coefficients, for each block context. */
const COUNT_CONTEXTS = 37

/** Coefficient contexts, for each block context. */
const COEFFICIENT_CONTEXTS = 458

const MAX_CONTEXTS = 16
const MAX_COMBINATIONS = 64

/** Contexts for the Y orders, then for X and B. */
const DEFAULT_MAP = [
  [0, 1, 2, 2, 3, 3, 4, 5, 6, 6, 6, 6, 6],
  [7, 8, 9, 9, 10, 11, 12, 13, 14, 14, 14, 14, 14],
  [7, 8, 9, 9, 10, 11, 12, 13, 14, 14, 14, 14, 14],
].flat()

const DEFAULT: BlockContexts = {
  lfThresholds: [[], [], []],
  quantThresholds: [],
  map: DEFAULT_MAP,
  count: 15,
}

export const lfCombinations = ({ lfThresholds }: BlockContexts): number =>
  lfThresholds.reduce((product, list) => product * (list.length + 1), 1)

/** Reads the contexts of blocks (ISO/IEC 18181-1:2022, I.2.2). */
export function readBlockContexts(reader: BitReader): BlockContexts {
  if (reader.bool()) return DEFAULT
  const readLf = () => unpackSigned(readU32(reader, bits(4), bits(8, 16), bits(16, 272), bits(32, 65_808)))
  const lfThresholds = [0, 1, 2].map(() => Array.from({ length: reader.read(4) }, readLf))
  const readQuant = () => 1 + readU32(reader, bits(2), bits(3, 4), bits(5, 12), bits(8, 44))
  const quantThresholds = Array.from({ length: reader.read(4) }, readQuant)
  const combinations = lfCombinations({ ...DEFAULT, lfThresholds }) * (quantThresholds.length + 1)
  if (combinations > MAX_COMBINATIONS)
    throw new JxlError(`blocks have ${combinations} contexts for each order`)
  const map = readContextMap(reader, 3 * ORDER_SIZES.length * combinations)
  const count = 1 + map.reduce((a, b) => Math.max(a, b))
  if (count > MAX_CONTEXTS) throw new JxlError(`blocks have ${count} contexts`)
  return { lfThresholds, quantThresholds, map, count }
}

/** Number of contexts in a code set for coefficients. */
export const contextsOf = ({ count }: BlockContexts): number =>
  count * (COUNT_CONTEXTS + COEFFICIENT_CONTEXTS)

/** Place of a block, as far as contexts depend on it. */
export interface BlockPlace {
  readonly channel: number
  readonly order: number
  readonly quant: number
  /** Combination of LF thresholds. */
  readonly lf: number
}

export function blockContext(contexts: BlockContexts, { channel, order, quant, lf }: BlockPlace): number {
  const { quantThresholds, map } = contexts
  const row = [1, 0, 2][channel] ?? 0
  const above = quantThresholds.filter((threshold) => quant > threshold).length
  const at =
    ((row * ORDER_SIZES.length + order) * (quantThresholds.length + 1) + above) * lfCombinations(contexts)
  return map[at + lf] ?? 0
}

/**
 * Returns the context for the number of nonzero coefficients, from a prediction for that number.
 */
export function countContext({ count }: BlockContexts, block: number, predicted: number): number {
  const bucket = predicted < 8 ? predicted : 4 + (Math.min(64, predicted) >> 1)
  return bucket * count + block
}

/** First context for a block's coefficients. */
export const coefficientContexts = ({ count }: BlockContexts, block: number): number =>
  count * COUNT_CONTEXTS + COEFFICIENT_CONTEXTS * block

/** Limits for the numbers of coefficients that are still to come, with a context for each range. */
const COUNT_RANGES = [
  [1, 0],
  [2, 31],
  [4, 62],
  [8, 93],
  [12, 123],
  [20, 152],
  [32, 180],
  [63, 206],
] as const

/**
 * Part of the context that depends on the number of coefficients that are still to come, 1 to 63.
 */
export const COUNT_CONTEXT = Uint8Array.from(
  { length: 64 },
  (_, left) => COUNT_RANGES.find(([max]) => left <= max)?.[1] ?? 0,
)

/** Part of the context by the position in the order, 1 to 63. */
export const POSITION_CONTEXT = Uint8Array.from({ length: 64 }, (_, at) => {
  if (at < 16) return Math.max(0, at - 1)
  return at < 32 ? 7 + (at >> 1) : 15 + (at >> 2)
})
