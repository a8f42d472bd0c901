/** Reads the frame header in the first partition (RFC 6386, 9.2 to 9.11, 19.2). */
import { boolsOverran, readBool, readFlag, readNumber } from './bool'
import { makeLimits, readFilter } from './levels'
import { BANDS, CONTEXTS, DEFAULTS, NODES, TYPES, UPDATES } from './probabilities'
import { readSteps } from './quant'
import { readSegments } from './segments'
import { CORRUPT, READY } from './status'

/**
 * Lengths in bytes of parts in the table `PROBABILITIES`: the probabilities for a context, for a
 * coefficient with its 3 contexts, and for a block type with its 17 coefficients.
 */
export const CONTEXT_BYTES: usize = 16
export const PLACE_BYTES: usize = 3 * CONTEXT_BYTES
export const TYPE_BYTES: usize = 17 * PLACE_BYTES

/**
 * Token probabilities by block type, coefficient and context. All coefficients in a band have
 * copies of its probabilities, which saves looking up the band.
 */
export const PROBABILITIES: usize = memory.data(4 * 17 * 3 * 16, 16)

/**
 * Each coefficient's band (RFC 6386, 13.3). The 17th coefficient does not exist. Its entry is read
 * after the last coefficient, so that this read stays inside the table.
 */
const BAND_OF: usize = memory.data<u8>([0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0])

/** Token partitions. */
export let partitions: i32 = 1
let skips = false
let skipProbability: i32 = 0

/**
 * Reads the header. The bits for color space and clamping (RFC 6386, 9.2) have no effect, because
 * samples are always clamped.
 */
export function readHeader(): i32 {
  readNumber(2)
  readSegments()
  readFilter()
  partitions = 1 << readNumber(2)
  readSteps()
  // Skip the flag that tells whether later frames keep these probabilities (RFC 6386, 9.11). A
  // still image has no later frames.
  readFlag()
  readProbabilities()
  skips = readFlag()
  skipProbability = skips ? readNumber(8) : 0
  makeLimits()
  return boolsOverran() ? CORRUPT : READY
}

/** Reads a macroblock's flag that says that the macroblock has no coefficients (RFC 6386, 11.1). */
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
