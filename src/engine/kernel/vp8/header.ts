/** The frame header in the first partition (RFC 6386, 9.2 to 9.11, 19.2). */
import { boolsOverran, readBool, readFlag, readNumber } from './bool'
import { makeLimits, readFilter } from './levels'
import { BANDS, CONTEXTS, DEFAULTS, NODES, TYPES, UPDATES } from './probabilities'
import { readSteps } from './quant'
import { readSegments } from './segments'
import { CORRUPT, READY } from './status'

/** Bytes of the probabilities of a context, of a coefficient's contexts, and of a type's 17 coefficients. */
export const CONTEXT_BYTES: usize = 16
export const PLACE_BYTES: usize = 3 * CONTEXT_BYTES
export const TYPE_BYTES: usize = 17 * PLACE_BYTES

/** Probabilities by type, coefficient and context: those of a band, repeated, so that none is looked up. */
export const PROBABILITIES: usize = memory.data(4 * 17 * 3 * 16, 16)

/** The bands of 13.3. A 17th coefficient, never decoded, keeps the look-up after the last within the table. */
const BAND_OF: usize = memory.data<u8>([0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0])

/** Number of partitions of tokens. */
export let partitions: i32 = 1
let skips = false
let skipProbability: i32 = 0

/** Reads the header. Colour space and clamping (9.2) change nothing: samples are clamped in any case. */
export function readHeader(): i32 {
  readNumber(2)
  readSegments()
  readFilter()
  partitions = 1 << readNumber(2)
  readSteps()
  // Whether later frames see these probabilities (9.11): there are none.
  readFlag()
  readProbabilities()
  skips = readFlag()
  skipProbability = skips ? readNumber(8) : 0
  makeLimits()
  return boolsOverran() ? CORRUPT : READY
}

/** Reads whether a macroblock has no coefficients (11.1). */
export function readSkip(): bool {
  return skips && readBool(skipProbability) !== 0
}

function readProbabilities(): void {
  for (let type = 0; type < TYPES; type++) {
    for (let band = 0; band < BANDS; band++) {
      for (let context = 0; context < CONTEXTS; context++) {
        for (let node = 0; node < NODES; node++) {
          const index = ((type * BANDS + band) * CONTEXTS + context) * NODES + node
          const probability = readBool(load<u8>(UPDATES + index)) ? readNumber(8) : load<u8>(DEFAULTS + index)
          spread(type, band, <usize>context * CONTEXT_BYTES + node, probability)
        }
      }
    }
  }
}

function spread(type: i32, band: i32, offset: usize, probability: i32): void {
  const places = PROBABILITIES + <usize>type * TYPE_BYTES + offset
  for (let i = 0; i < 17; i++) {
    if (load<u8>(BAND_OF + i) === band) store<u8>(places + <usize>i * PLACE_BYTES, probability)
  }
}
