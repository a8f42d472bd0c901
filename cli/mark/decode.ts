import { checkOf, GENERATORS, hexOf, MEMORY, parity } from '../../src/engine/mark/code.ts'
import type { Mode } from '../../src/engine/mark/modes.ts'

const STATES = 2 ** MEMORY
/**
 * Number of Viterbi algorithm runs over the message before the run whose path is decoded. The
 * encoder's initial state is not known; the path scores settle during these runs.
 */
const WARM = 2
/** Maximum number of final encoder states whose best paths are tried as the decoded value. */
const MAX_PATHS = 12

/**
 * Output of the encoder (four code bits as a number) for each content of its shift register in
 * which the newest and the oldest bit are 0. Every generator contains both of these bits, so that
 * setting either bit inverts all four code bits.
 */
const OUTPUTS = Uint8Array.from({ length: STATES / 2 }, (_, state) =>
  GENERATORS.reduce((bits, generator) => 2 * bits + parity((2 * state) & generator), 0),
)

/**
 * Returns how well each of the encoder's 16 possible outputs agrees with four soft bits. A soft bit
 * is a number whose sign is the value of a code bit and whose magnitude is the confidence.
 * @param at index of the first soft bit
 */
function agreementsAt(soft: Float64Array, at: number): Float64Array {
  const agreements = new Float64Array(16)
  for (let output = 0; output < 16; output++) {
    let sum = 0
    for (let index = 0; index < GENERATORS.length; index++) {
      const value = soft[at + index] ?? 0
      sum += (output >> (GENERATORS.length - 1 - index)) & 1 ? value : -value
    }
    agreements[output] = sum
  }
  return agreements
}

/**
 * Advances the Viterbi algorithm by one message bit. The shift register holds the previous state
 * and the new bit. The next state is the register without its oldest bit.
 * @param scores agreement of the best path to each state before the bit
 * @param next receives the agreement of the best path to each state after the bit
 */
function advance(agreement: Float64Array, scores: Float64Array, next: Float64Array): void {
  for (let state = 0; state < STATES / 2; state++) {
    const own = 2 * (agreement[OUTPUTS[state] as number] as number)
    const lower = scores[state] as number
    const upper = scores[state + STATES / 2] as number
    // The expression equals max(lower + own / 2, upper - own / 2), but it is three times as fast as
    // Math.max.
    next[2 * state] = (lower + upper + Math.abs(lower - upper + own)) / 2
    next[2 * state + 1] = (lower + upper + Math.abs(lower - upper - own)) / 2
  }
}

type Agreements = readonly Float64Array[]

/**
 * Runs the Viterbi algorithm over the message once.
 * @returns the score of the best path to each state after the last bit
 */
function lap(agreements: Agreements, start: Float64Array): Float64Array {
  let scores = start.slice()
  let next = new Float64Array(STATES)
  for (const agreement of agreements) {
    advance(agreement, scores, next)
    const last = scores
    scores = next
    next = last
  }
  return scores
}

/**
 * Runs the Viterbi algorithm over the message once and keeps the scores after each bit, because a
 * path is traced back from its end.
 * @returns the score of the best path to each state, before the first bit and after each bit
 */
function lastLap(agreements: Agreements, start: Float64Array): readonly Float64Array[] {
  const laps = [start]
  for (const agreement of agreements) {
    const next = new Float64Array(STATES)
    advance(agreement, laps.at(-1) ?? start, next)
    laps.push(next)
  }
  return laps
}

function pathTo(end: number, agreements: Agreements, laps: readonly Float64Array[]) {
  const bits: number[] = []
  let state = end
  for (let step = agreements.length - 1; step >= 0; step--) {
    const bit = state & 1
    const lower = state >> 1
    const upper = lower + STATES / 2
    const even = agreements[step]?.[OUTPUTS[lower] ?? 0] ?? 0
    const own = bit === 0 ? even : -even
    const scores = laps[step]
    bits.push(bit)
    state = (scores?.[lower] ?? 0) + own >= (scores?.[upper] ?? 0) - own ? lower : upper
  }
  return { start: state, bits: bits.reverse() }
}

/**
 * Decodes the value whose code word agrees best with soft bits. The code is tail-biting: its final
 * state is its initial state. Therefore the Viterbi algorithm runs over the message several times.
 * @param soft one number for each bit of the code word. A positive number stands for 1, a negative
 * number for 0. The absolute value is the confidence.
 * @param min minimum agreement: the sum of the soft bits, with the sign that the code word gives
 * them. If no code word reaches it, decoding stops early.
 * @returns the value in hexadecimal digits, or `undefined` if no candidate has a correct checksum
 */
export function decode(soft: Float64Array, mode: Mode, min = Number.NEGATIVE_INFINITY): string | undefined {
  const agreements = Array.from({ length: mode.bits + mode.check.bits }, (_, step) =>
    agreementsAt(soft, step * GENERATORS.length),
  )
  let scores = lap(agreements, new Float64Array(STATES))
  if (scores.every((score) => score < min)) return undefined
  for (let round = 1; round < WARM; round++) scores = lap(agreements, scores)
  const laps = lastLap(agreements, scores)
  const ends = laps.at(-1) ?? scores
  const best = [...ends.keys()].sort((a, b) => (ends[b] ?? 0) - (ends[a] ?? 0)).slice(0, MAX_PATHS)
  for (const end of best) {
    const { start, bits } = pathTo(end, agreements, laps)
    const value = bits.slice(0, mode.bits)
    const check = bits.slice(mode.bits)
    if (start === end && checkOf(value, mode).every((bit, at) => bit === check[at])) return hexOf(value)
  }
  return undefined
}
