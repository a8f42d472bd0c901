import type { SymbolReader } from '../entropy/symbol-reader.ts'
import { unpackSigned } from '../fields.ts'
import { JxlError } from '../jxl-error.ts'
import {
  type BlockContexts,
  blockContext,
  COUNT_CONTEXT,
  coefficientContexts,
  countContext,
  POSITION_CONTEXT,
} from './block-contexts.ts'
import type { Orders } from './orders.ts'
import type { Strategy } from './strategies.ts'

/** Blocks of a group's width and height. */
const GROUP_BLOCKS = 32

/** Number of coefficients that is predicted for the first block in a group. */
const DEFAULT_COUNT = 32

/** Codes for a frame's coefficients. */
export interface HfCoding {
  readonly contexts: BlockContexts
  readonly orders: Orders
}

/** A block of one channel. */
export interface BlockOfChannel {
  readonly channel: number
  /** Place in the channel's blocks of the group. */
  readonly x: number
  readonly y: number
  readonly strategy: Strategy
  readonly quant: number
  readonly lf: number
}

/** Reads the coefficients of a group (ISO/IEC 18181-1:2022, annex I, HF coefficients). */
export class BlockReader {
  readonly #coding: HfCoding
  readonly #symbols: SymbolReader
  /** First context in the group's code set. */
  readonly #firstContext: number
  /** Numbers of nonzero coefficients in the group's blocks, for each channel. */
  readonly #counts = [0, 1, 2].map(() => new Uint16Array(GROUP_BLOCKS * GROUP_BLOCKS))

  constructor(coding: HfCoding, symbols: SymbolReader, firstContext: number) {
    this.#coding = coding
    this.#symbols = symbols
    this.#firstContext = firstContext
  }

  /** Sets coefficients of a block. The others are 0 before. */
  read(block: BlockOfChannel, to: Int32Array): void {
    const { channel, x, y, strategy, quant, lf } = block
    const { contexts, orders } = this.#coding
    const covered = strategy.columns * strategy.rows
    const log = Math.log2(covered)
    const place = { channel, order: strategy.order, quant, lf }
    const context = blockContext(contexts, place)
    const predicted = this.#predict(channel, x, y)
    let left = this.#symbols.read(this.#firstContext + countContext(contexts, context, predicted))
    if (left > 63 * covered) throw new JxlError(`the block at ${x}, ${y} has ${left} coefficients`)
    this.#setCount(block, (left + covered - 1) >> log)
    const order = orders(strategy.order, channel)
    const first = this.#firstContext + coefficientContexts(contexts, context)
    // 1 if the coefficient before is not 0.
    let wasUsed = left > 4 * covered ? 0 : 1
    for (let at = covered; left > 0; at++) {
      if (at === 64 * covered) throw new JxlError(`the block at ${x}, ${y} lacks ${left} coefficients`)
      const count = COUNT_CONTEXT[(left + covered - 1) >> log] as number
      const position = POSITION_CONTEXT[at >> log] as number
      const code = this.#symbols.read(first + 2 * (count + position) + wasUsed)
      wasUsed = code === 0 ? 0 : 1
      left -= wasUsed
      to[order[at] as number] = unpackSigned(code)
    }
  }

  /** Predicts the number of coefficients from the blocks above and to the left. */
  #predict(channel: number, x: number, y: number): number {
    const counts = this.#counts[channel] as Uint16Array
    const at = y * GROUP_BLOCKS + x
    const [above = DEFAULT_COUNT, left = DEFAULT_COUNT] = [counts[at - GROUP_BLOCKS], counts[at - 1]]
    if (x === 0) return y === 0 ? DEFAULT_COUNT : above
    return y === 0 ? left : (above + left + 1) >> 1
  }

  #setCount({ channel, x, y, strategy }: BlockOfChannel, count: number): void {
    const counts = this.#counts[channel] as Uint16Array
    for (let row = 0; row < strategy.rows; row++) {
      const at = (y + row) * GROUP_BLOCKS + x
      counts.fill(count, at, at + strategy.columns)
    }
  }
}
