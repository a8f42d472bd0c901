import type { BitReader } from './bits.ts'
import { readEntropyCode } from './entropy/read-entropy-code.ts'
import { SymbolReader } from './entropy/symbol-reader.ts'
import { ceilLog2 } from './fields.ts'
import { JxlError } from './jxl-error.ts'

/** Contexts for the numbers in a permutation. */
const CONTEXTS = 8

const contextOf = (number: number): number => Math.min(CONTEXTS - 1, ceilLog2(number + 1))

/** Opens the symbols of permutations. The caller calls `finish` after the last permutation. */
export const openPermutations = (reader: BitReader): SymbolReader =>
  new SymbolReader(readEntropyCode(reader, CONTEXTS), reader)

/**
 * Reads a permutation of the numbers 0 to `size` − 1 (ISO/IEC 18181-1:2022, F.3.2).
 * @param skipped numbers at the beginning that keep their place
 */
export function readPermutation(symbols: SymbolReader, size: number, skipped: number): number[] {
  const length = symbols.read(contextOf(size))
  if (length + skipped > size) throw new JxlError(`a permutation has ${length} of ${size} numbers`)
  const rest = Array.from({ length: size }, (_, at) => at)
  const order = rest.splice(0, skipped)
  for (let at = 0, last = 0; at < length; at++) {
    last = symbols.read(contextOf(last))
    const [number] = rest.splice(last, 1)
    if (number === undefined) throw new JxlError('a permutation leaves its range')
    order.push(number)
  }
  return [...order, ...rest]
}
