import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode } from '../../../../cli/mark/decode.ts'
import { bitsOf, checkOf, encode, hexOf, lengthOf } from '../../../../src/engine/mark/code.ts'
import { MODES } from '../../../../src/engine/mark/modes.ts'
import { randomNumbers } from '../../../support/properties/random.ts'
import { runs } from '../../../support/properties/runs.ts'

const hex = (digits: number) =>
  fc
    .array(fc.integer({ min: 0, max: 15 }), { minLength: digits, maxLength: digits })
    .map((values) => values.map((value) => value.toString(16)).join(''))

/**
 * Fixed seed, so that the code words are always the same. One in 2,000 words with this noise is not
 * decoded.
 */
const NOISE = { deviation: 0.9, seed: 1 }

/** Returns a code word's soft bits, each with noise that has the given deviation. */
function received(word: readonly number[], deviation: number, seed: number): Float64Array {
  const random = randomNumbers(seed)
  const noise = () => Array.from({ length: 12 }, () => random() / 2 ** 32).reduce((sum, one) => sum + one, -6)
  return Float64Array.from(word, (bit) => (bit === 1 ? 1 : -1) + deviation * noise())
}

describe.each(Object.values(MODES))('the code of a mark of $bits bits', (mode) => {
  const value = hex(mode.bits / 4)

  it('restores a value from its bits', () => {
    fc.assert(fc.property(value, (text) => hexOf(bitsOf(text)) === text))
  })

  it('has a checksum that detects every change of up to two bits', () => {
    fc.assert(
      fc.property(value, fc.nat(mode.bits - 1), fc.nat(mode.bits - 1), (text, first, second) => {
        const bits = bitsOf(text)
        const changed = bits.map((bit, at) => (at === first || at === second ? 1 - bit : bit))
        expect(checkOf(changed, mode)).not.toEqual(checkOf(bits, mode))
      }),
    )
  })

  it('decodes a word in noise that is nearly as strong', () => {
    fc.assert(
      fc.property(value, fc.nat(), (text, seed) => {
        const word = encode(text, mode)
        expect(word).toHaveLength(lengthOf(mode))
        expect(decode(received(word, NOISE.deviation, seed), mode)).toBe(text)
      }),
      { numRuns: runs(12), seed: NOISE.seed },
    )
  })

  it('decodes only a word that agrees with the soft bits as far as required', () => {
    fc.assert(
      fc.property(value, fc.nat(), (text, seed) => {
        const word = encode(text, mode)
        const soft = received(word, NOISE.deviation, seed)
        const agreement = soft.reduce((sum, one, at) => sum + (word[at] === 1 ? one : -one), 0)
        expect(decode(soft, mode, agreement - 1e-9)).toBe(text)
        expect(decode(soft, mode, 2 * agreement)).toBeUndefined()
      }),
      { numRuns: 6, seed: NOISE.seed },
    )
  })

  it('does not decode noise', () => {
    const results = Array.from({ length: 12 }, (_, seed) =>
      decode(
        received(
          Array.from({ length: lengthOf(mode) }, () => 0.5),
          1,
          seed,
        ),
        mode,
      ),
    )
    // The checksum lets few words pass. In a mark, the score of the whole pattern refuses these.
    expect(results.filter((result) => result !== undefined).length).toBeLessThanOrEqual(1)
  })
})
