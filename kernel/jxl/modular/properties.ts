/** Property and predictor names (ISO/IEC 18181-1:2022, annex H). */

/** Sample properties (table H.6). N is the sample above, W the one to the left, and so on. */
export const CHANNEL: i32 = 0
export const STREAM: i32 = 1
export const ROW: i32 = 2
export const COLUMN: i32 = 3
export const ABS_N: i32 = 4
export const ABS_W: i32 = 5
export const N: i32 = 6
export const W: i32 = 7
/** W minus the left sample's `W_PLUS_N_MINUS_NW`. */
export const W_MINUS_GRADIENT: i32 = 8
export const W_PLUS_N_MINUS_NW: i32 = 9
export const W_MINUS_NW: i32 = 10
export const NW_MINUS_N: i32 = 11
export const N_MINUS_NE: i32 = 12
export const N_MINUS_NN: i32 = 13
export const W_MINUS_WW: i32 = 14
/** The weighted predictor's largest error at the neighbors. */
export const WEIGHTED_ERROR: i32 = 15
/**
 * First property from earlier channels with the same width and height, the last channel first. Each
 * channel has four: the sample's magnitude, the sample, its gradient residual's magnitude, and that
 * residual.
 */
export const EARLIER: i32 = 16
export const EARLIER_PROPERTIES: i32 = 4

/** Predictors (table H.3). */
export const ZERO: i32 = 0
export const LEFT: i32 = 1
export const TOP: i32 = 2
export const AVERAGE_W_N: i32 = 3
export const SELECT: i32 = 4
export const GRADIENT: i32 = 5
export const WEIGHTED: i32 = 6
export const TOP_RIGHT: i32 = 7
export const TOP_LEFT: i32 = 8
export const LEFT_LEFT: i32 = 9
export const AVERAGE_W_NW: i32 = 10
export const AVERAGE_N_NW: i32 = 11
export const AVERAGE_N_NE: i32 = 12
export const AVERAGE_ALL: i32 = 13

/** Returns `true` if a property is the same for all samples in a channel. */
export function isFixed(property: i32): bool {
  return property === CHANNEL || property === STREAM
}
