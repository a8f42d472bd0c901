import { checkOf, GENERATORS, hexOf, MEMORY, parity } from '../../src/mark/code.ts'
import type { Mode } from '../../src/mark/modes.ts'

const STATES = 2 ** MEMORY
/** Rounds over the message before the one that is read: the state that it begins in is not known. */
const WARM = 2
/** How many ends of a path are tried. */
const MOST_PATHS = 12

/** The four bits of a code word that each register makes, as a number. */
const OUTPUTS = Uint8Array.from({ length: 2 * STATES }, (_, register) =>
  GENERATORS.reduce((bits, generator) => 2 * bits + parity(register & generator), 0),
)

/** What each of the 16 outputs agrees with the soft bits from `at` on. */
function agreements(soft: Float64Array, at: number): Float64Array {
  return Float64Array.from({ length: 16 }, (_, output) =>
    GENERATORS.reduce((sum, _, index) => {
      const value = soft[at + index] ?? 0
      return sum + ((output >> (GENERATORS.length - 1 - index)) & 1 ? value : -value)
    }, 0),
  )
}

function lap(soft: Float64Array, length: number, start: Float64Array) {
  let scores = start
  const choices = Array.from({ length }, (_, step) => {
    const agreement = agreements(soft, step * GENERATORS.length)
    const next = new Float64Array(STATES)
    const choice = new Uint8Array(STATES)
    for (let state = 0; state < STATES; state++) {
      // A register is the state before it and a bit; the state after it forgets the oldest.
      const first = state | 0
      const second = state | STATES
      const a = (scores[first >> 1] as number) + (agreement[OUTPUTS[first] as number] as number)
      const b = (scores[second >> 1] as number) + (agreement[OUTPUTS[second] as number] as number)
      next[state] = Math.max(a, b)
      choice[state] = a >= b ? 0 : 1
    }
    scores = next
    return choice
  })
  return { scores, choices }
}

function pathTo(end: number, choices: readonly Uint8Array[]): { start: number; bits: number[] } {
  const bits: number[] = []
  let state = end
  for (const choice of choices.toReversed()) {
    bits.push(state & 1)
    state = (state | (choice[state] ? STATES : 0)) >> 1
  }
  return { start: state, bits: bits.reverse() }
}

/**
 * Finds the value whose code word agrees best with soft bits, by Viterbi's algorithm round and round.
 * @param soft one number for each bit of the code word, above 0 for 1; its size says how sure the bit is
 * @returns the value in hex, or `undefined` where no check fits
 */
export function decode(soft: Float64Array, mode: Mode): string | undefined {
  const length = mode.bits + mode.check.bits
  let scores: Float64Array = new Float64Array(STATES)
  for (let round = 0; round < WARM; round++) scores = lap(soft, length, scores).scores
  const { scores: ends, choices } = lap(soft, length, scores)
  const best = [...ends.keys()].sort((a, b) => (ends[b] ?? 0) - (ends[a] ?? 0)).slice(0, MOST_PATHS)
  for (const end of best) {
    const { start, bits } = pathTo(end, choices)
    const value = bits.slice(0, mode.bits)
    const check = bits.slice(mode.bits)
    if (start === end && checkOf(value, mode).every((bit, at) => bit === check[at])) return hexOf(value)
  }
  return undefined
}
