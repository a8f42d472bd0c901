/**
 * Entropy coding of JPEG test files (T.81 F.1.2, G.1.2): scans become tokens, and tokens become
 * bytes.
 */

/** Entropy-coded data unit: a Huffman table's symbol, if any, and the bits that follow it. */
export interface Token {
  /**
   * Class and destination as in DHT: 0x00, 0x10, 0x01, …; `undefined` if the token has only bits.
   */
  readonly table: number | undefined
  readonly symbol: number
  readonly bits: number
  readonly length: number
}

export const symbol = (table: number, symbol: number, bits = 0, length = 0): Token => ({
  table,
  symbol,
  bits,
  length,
})
export const rawBits = (bits: number, length: number): Token => ({
  table: undefined,
  symbol: 0,
  bits,
  length,
})

/** Returns a magnitude's bit count (Table F.1). */
export const sizeOf = (value: number) => 32 - Math.clz32(Math.abs(value))

/**
 * Returns the bits that follow a value's size (F.1.2.1). For a negative value, they are the lowest
 * bits of the value less 1.
 */
export const valueBits = (value: number) => (value < 0 ? value + 2 ** sizeOf(value) - 1 : value)

interface Code {
  readonly code: number
  readonly length: number
}

export interface CodeTable {
  readonly id: number
  /** Table as in DHT: 16 counts, then the symbols. */
  readonly definition: readonly number[]
  readonly codes: ReadonlyMap<number, Code>
}

/**
 * Makes a table for the symbols in some tokens. The most frequent symbols get codes with 1 to
 * `skew` bits; the others get longer codes, all equally long. With a skew of 8 the longer codes
 * exceed any look-up table.
 */
export function makeTable(id: number, tokens: Iterable<Token>, skew: number): CodeTable {
  const frequencies = new Map<number, number>()
  for (const { table, symbol } of tokens) {
    if (table === id) frequencies.set(symbol, (frequencies.get(symbol) ?? 0) + 1)
  }
  const symbols = [...frequencies].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([symbol]) => symbol)
  const short = Math.min(skew, Math.max(symbols.length - 1, 0))
  // The code that consists only of ones must stay unused (C.2).
  const long = short + Math.max(1, Math.ceil(Math.log2(symbols.length - short + 1)))
  const counts = new Array<number>(16).fill(0)
  const codes = new Map<number, Code>()
  let next = 0
  let last = 0
  for (const [index, symbol] of symbols.entries()) {
    const length = index < short ? index + 1 : long
    next *= 2 ** (length - last)
    last = length
    codes.set(symbol, { code: next++, length })
    counts[length - 1] = (counts[length - 1] as number) + 1
  }
  return { id, definition: [...counts, ...symbols], codes }
}

/**
 * Writes a segment of tokens, padded with ones. A zero byte is stuffed after each 0xFF (F.1.2.3).
 */
export function writeTokens(tokens: Iterable<Token>, tables: readonly CodeTable[]): number[] {
  const out: number[] = []
  let byte = 0
  let filled = 0
  const put = (bits: number, length: number) => {
    for (let i = length - 1; i >= 0; i--) {
      byte = byte * 2 + ((bits >> i) & 1)
      if (++filled < 8) continue
      out.push(byte)
      if (byte === 0xff) out.push(0)
      byte = 0
      filled = 0
    }
  }
  for (const token of tokens) {
    if (token.table !== undefined) {
      const code = tables.find(({ id }) => id === token.table)?.codes.get(token.symbol)
      if (!code) throw new Error(`no code for symbol ${token.symbol} in table ${token.table}`)
      put(code.code, code.length)
    }
    put(token.bits, token.length)
  }
  while (filled > 0) put(1, 1)
  return out
}
