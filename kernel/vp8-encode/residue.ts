/** The difference between samples and their prediction, as blocks. */
import { highHalves, lowHalves, transformPair } from '../vp8/transform'
import { forwardPair } from './transform'

function eight(at: usize): v128 {
  return i16x8.extend_low_i8x16_u(i64x2.splat(load<i64>(at)))
}

/**
 * Transforms the residue for two neighboring blocks: 8 × 4 samples in 16-byte rows.
 * @param out receives both blocks' coefficients
 */
export function transformResidue(source: usize, prediction: usize, out: usize): void {
  forwardPair(
    i16x8.sub(eight(source), eight(prediction)),
    i16x8.sub(eight(source + 16), eight(prediction + 16)),
    i16x8.sub(eight(source + 32), eight(prediction + 32)),
    i16x8.sub(eight(source + 48), eight(prediction + 48)),
    out,
  )
}

/**
 * Adds two neighboring blocks' residue to their prediction, in 16-byte rows.
 * @param values address of both blocks' dequantized coefficients, which are replaced
 */
export function addResidue(values: usize, prediction: usize, out: usize): void {
  transformPair(values)
  const upper = v128.load(values)
  const lower = v128.load(values, 16)
  const nextUpper = v128.load(values, 32)
  const nextLower = v128.load(values, 48)
  addRow(prediction, out, lowHalves(upper, nextUpper))
  addRow(prediction + 16, out + 16, highHalves(upper, nextUpper))
  addRow(prediction + 32, out + 32, lowHalves(lower, nextLower))
  addRow(prediction + 48, out + 48, highHalves(lower, nextLower))
}

function addRow(prediction: usize, out: usize, residue: v128): void {
  const sums = i16x8.add(eight(prediction), residue)
  store<i64>(out, i64x2.extract_lane(i8x16.narrow_i16x8_u(sums, sums), 0))
}
