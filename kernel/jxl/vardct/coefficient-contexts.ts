/**
 * HF coefficient contexts (ISO/IEC 18181-1:2022, I.4, HF coefficients). The non-zero count's
 * context depends on the blocks above and to the left. A coefficient's context depends on the
 * number of non-zero coefficients that are left, on its place in the order, and on the coefficient
 * before it.
 */
import { alloc } from '../../heap'

/** Contexts for the non-zero count, in each block context. */
const NON_ZERO_BUCKETS: i32 = 37
/** Contexts for coefficients, in each block context. */
const COEFFICIENT_CONTEXTS: i32 = 458
/** Contexts for counts and coefficients, in each block context. */
export const BLOCK_CONTEXT_SIZE: i32 = NON_ZERO_BUCKETS + COEFFICIENT_CONTEXTS
/** Predicted non-zero count for a group's first block. */
export const FIRST_PREDICTION: i32 = 32

/** Context offsets, and the largest non-zero count for each offset. */
const LEFT_LIMITS: usize = memory.data<u8>([1, 2, 4, 8, 12, 20, 32, 63])
const LEFT_OFFSETS: usize = memory.data<u8>([0, 31, 62, 93, 123, 152, 180, 206])

/**
 * Context offsets by the number of non-zero coefficients that are left (1 to 63), and by the place
 * in the order (1 to 63), as u16 and already doubled.
 */
let byLeft: usize = 0
let byPlace: usize = 0

/** Allocates and computes the context offsets. */
export function openCoefficientContexts(): void {
  byLeft = alloc(64 * 2)
  byPlace = alloc(64 * 2)
  if (isDefined(COUNTING)) return
  let limit: usize = 0
  for (let i: usize = 1; i < 64; i++) {
    if (i > load<u8>(LEFT_LIMITS + limit)) limit++
    store<u16>(byLeft + 2 * i, 2 * <u16>load<u8>(LEFT_OFFSETS + limit))
    const place = i < 16 ? i - 1 : i < 32 ? 7 + (i >> 1) : 15 + (i >> 2)
    store<u16>(byPlace + 2 * i, <u16>(2 * place))
  }
}

/** Returns the bucket for a predicted non-zero count. */
export function nonZeroBucket(predicted: i32): i32 {
  return predicted < 8 ? predicted : predicted < 64 ? 4 + (predicted >> 1) : NON_ZERO_BUCKETS - 1
}

/**
 * Returns the first coefficient context in a block context.
 * @param blockContexts number of block contexts
 */
export function coefficientContextsOf(blockContext: i32, blockContexts: i32): i32 {
  return blockContexts * NON_ZERO_BUCKETS + blockContext * COEFFICIENT_CONTEXTS
}

/**
 * Returns a coefficient's context, without its block's context.
 * @param left number of non-zero coefficients that are left, divided by the number of 8 × 8 blocks
 *   that the transform covers and rounded up
 * @param place place in the order, divided by that block count and rounded down
 * @param previous 1 if the coefficient before it is not 0
 */
export function coefficientContext(left: i32, place: i32, previous: i32): i32 {
  return <i32>load<u16>(byLeft + 2 * <usize>left) + <i32>load<u16>(byPlace + 2 * <usize>place) + previous
}
