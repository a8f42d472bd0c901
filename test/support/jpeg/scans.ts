import { rawBits, sizeOf, symbol, type Token, valueBits } from './tokens.ts'

/** Coder for the blocks in one scan. The caller handles restart intervals and the block order. */
export interface BlockCoder {
  /**
   * Codes a block.
   * @param block coefficients in zigzag order
   * @param component index within the scan
   */
  code(block: ArrayLike<number>, component: number): void
  /**
   * Returns the tokens since the last call. It also resets the predictions and the run of ended
   * blocks.
   */
  take(): Token[]
}

/** Spectral selection and successive approximation (T.81 G.1.1.1). */
export interface Progression {
  readonly first: number
  readonly last: number
  /** Lowest bit that earlier scans have coded; 0 for a first scan. */
  readonly high: number
  readonly low: number
}

const AC = 0x10
const MAX_RUN = 0x7fff
/**
 * Maximum number of pending correction bits. It equals libjpeg's limit, so that the decoder's steps
 * can be compared.
 */
const MAX_PENDING = 937

/**
 * Creates a coder for sequential scans.
 * @param table returns the destination of a component's Huffman tables
 */
export function sequentialCoder(table: (component: number) => number): BlockCoder {
  let tokens: Token[] = []
  let predictions: number[] = []
  return {
    code(block, component) {
      const dc = block[0] as number
      tokens.push(difference(table(component), dc - (predictions[component] ?? 0)))
      predictions[component] = dc
      let run = 0
      for (let k = 1; k < 64; k++) {
        const value = block[k] as number
        if (value === 0) {
          run++
          continue
        }
        for (; run > 15; run -= 16) tokens.push(symbol(AC + table(component), 0xf0))
        tokens.push(coefficient(AC + table(component), run, value))
        run = 0
      }
      if (run > 0) tokens.push(symbol(AC + table(component), 0))
    },
    take() {
      const taken = tokens
      tokens = []
      predictions = []
      return taken
    },
  }
}

const difference = (table: number, value: number) =>
  symbol(table, sizeOf(value), valueBits(value), sizeOf(value))

function coefficient(table: number, run: number, value: number): Token {
  return symbol(table, run * 16 + sizeOf(value), valueBits(value), sizeOf(value))
}

export function progressiveCoder(progression: Progression, table: (component: number) => number): BlockCoder {
  if (progression.first === 0) return dcCoder(progression, table)
  return progression.high === 0
    ? acFirstCoder(progression, table(0))
    : acRefinementCoder(progression, table(0))
}

function dcCoder({ high, low }: Progression, table: (component: number) => number): BlockCoder {
  let tokens: Token[] = []
  let predictions: number[] = []
  return {
    code(block, component) {
      const value = (block[0] as number) >> low
      if (high > 0) {
        tokens.push(rawBits(value & 1, 1))
        return
      }
      tokens.push(difference(table(component), value - (predictions[component] ?? 0)))
      predictions[component] = value
    },
    take() {
      const taken = tokens
      tokens = []
      predictions = []
      return taken
    },
  }
}

/**
 * Counts a run of ended blocks (G.1.2.2) and collects the correction bits that follow it (G.1.2.3).
 */
function bandEnds(table: number, tokens: () => Token[]) {
  let run = 0
  let pending: number[] = []
  const flush = () => {
    if (run === 0) return
    const size = sizeOf(run) - 1
    tokens().push(
      symbol(AC + table, size * 16, run - 2 ** size, size),
      ...pending.map((bit) => rawBits(bit, 1)),
    )
    run = 0
    pending = []
  }
  const end = (corrections: readonly number[] = []) => {
    run++
    pending.push(...corrections)
    if (run === MAX_RUN || pending.length > MAX_PENDING) flush()
  }
  return { end, flush }
}

const reduce = (value: number, low: number) => Math.sign(value) * (Math.abs(value) >> low)

function acFirstCoder({ first, last, low }: Progression, table: number): BlockCoder {
  let tokens: Token[] = []
  const ends = bandEnds(table, () => tokens)
  return {
    code(block) {
      let run = 0
      for (let k = first; k <= last; k++) {
        const value = reduce(block[k] as number, low)
        if (value === 0) {
          run++
          continue
        }
        ends.flush()
        for (; run > 15; run -= 16) tokens.push(symbol(AC + table, 0xf0))
        tokens.push(coefficient(AC + table, run, value))
        run = 0
      }
      if (run > 0) ends.end()
    },
    take() {
      ends.flush()
      const taken = tokens
      tokens = []
      return taken
    },
  }
}

function acRefinementCoder({ first, last, low }: Progression, table: number): BlockCoder {
  let tokens: Token[] = []
  const ends = bandEnds(table, () => tokens)
  return {
    code(block) {
      const values = Array.from({ length: 64 }, (_, k) => reduce(block[k] as number, low))
      const lastNew = values.findLastIndex((value, k) => Math.abs(value) === 1 && k >= first && k <= last)
      let run = 0
      let corrections: number[] = []
      const put = (code: number, bits = 0, length = 0) => {
        ends.flush()
        tokens.push(symbol(AC + table, code, bits, length), ...corrections.map((bit) => rawBits(bit, 1)))
        corrections = []
      }
      for (let k = first; k <= last; k++) {
        const value = values[k] as number
        if (value === 0) {
          run++
          continue
        }
        for (; run > 15 && k <= lastNew; run -= 16) put(0xf0)
        if (Math.abs(value) > 1) {
          corrections.push(Math.abs(value) & 1)
          continue
        }
        put(run * 16 + 1, value > 0 ? 1 : 0, 1)
        run = 0
      }
      if (run > 0 || corrections.length > 0) ends.end(corrections)
    },
    take() {
      ends.flush()
      const taken = tokens
      tokens = []
      return taken
    },
  }
}
