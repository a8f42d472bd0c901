import { type BitWriter, canonicalCodes } from '../../bytes/bit-writer.ts'

/** Tokens of all codes. The split 4, 2, 0 reaches 65535 with them. */
const TOKENS = 64
const TOKEN_BITS = 6

/** Length of each code length's own code word, in the order in which they are written. */
const CODE_LENGTHS = [4, 4, 4, 4, 4, 4, 0, 4, 0, 4, 4, 4, 4, 4, 4, 4, 4, 4]

export interface Token {
  readonly token: number
  readonly bits: number
  readonly count: number
}

/** Splits a number of up to 16 bits into a token and bits, with the split 4, 2, 0. */
export function tokenOf(number: number): Token {
  if (number < 16) return { token: number, bits: 0, count: 0 }
  const exponent = Math.floor(Math.log2(number))
  const rest = number - 2 ** exponent
  const count = exponent - 2
  return { token: 16 + 4 * (exponent - 4) + (rest >> count), bits: rest & (2 ** count - 1), count }
}

/** Returns the number without sign that encodes a number. */
export const packSigned = (number: number): number => (number < 0 ? -2 * number - 1 : 2 * number)

/** Writes a number of 0 to 65535 after its length in bits. */
export function writeU16(to: BitWriter, number: number): void {
  to.number(number > 0 ? 1 : 0, 1)
  if (number === 0) return
  const length = Math.floor(Math.log2(number))
  to.number(length, 4).number(number - 2 ** length, length)
}

/**
 * Writes a prefix code in its general form.
 * @param lengths lengths of at least two code words, which fill the code space
 */
export function writePrefixCode(to: BitWriter, lengths: readonly number[]): void {
  to.number(0, 2)
  for (const length of CODE_LENGTHS) to.number(length === 4 ? 1 : 0, 2)
  let space = 1
  for (const length of lengths) {
    if (space === 0) break
    to.code(length, 4)
    if (length > 0) space -= 2 ** -length
  }
}

const CODES = canonicalCodes(Array<number>(TOKENS).fill(TOKEN_BITS))

/** Writes a code for several contexts. All of its code words have six bits. */
export function writeCode(to: BitWriter, contexts: number): void {
  to.number(0, 1)
  if (contexts > 1) to.number(1, 1).number(0, 2)
  to.number(1, 1).number(4, 4).number(2, 3).number(0, 2)
  writeU16(to, TOKENS - 1)
  writePrefixCode(to, Array<number>(TOKENS).fill(TOKEN_BITS))
}

/** Writes numbers from 0 to 65535 with the code that `writeCode` wrote. */
export function writeNumbers(to: BitWriter, numbers: Iterable<number>): void {
  for (const number of numbers) {
    const { token, bits, count } = tokenOf(number)
    to.code(CODES[token] ?? 0, TOKEN_BITS).number(bits, count)
  }
}
