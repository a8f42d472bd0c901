/** Predictors other than the weighted one (ISO/IEC 18181-1:2022, table H.3). */
import {
  AVERAGE_ALL,
  AVERAGE_N_NE,
  AVERAGE_N_NW,
  AVERAGE_W_N,
  AVERAGE_W_NW,
  GRADIENT,
  LEFT,
  LEFT_LEFT,
  SELECT,
  TOP,
  TOP_LEFT,
  TOP_RIGHT,
  ZERO,
} from './properties'

/** Predicts a sample from its neighbors, with a predictor other than `WEIGHTED`. */
export function predictBy(predictor: i32, w: i32, n: i32, nw: i32, ne: i32, nn: i32, ww: i32, nee: i32): i32 {
  if (predictor === GRADIENT) return max(min(w, n), min(max(w, n), w + n - nw))
  if (predictor === ZERO) return 0
  if (predictor === LEFT) return w
  if (predictor === TOP) return n
  if (predictor === SELECT) return abs(n - nw) < abs(w - nw) ? w : n
  if (predictor === AVERAGE_W_N) return (w + n) / 2
  if (predictor === AVERAGE_ALL) return (6 * n - 2 * nn + 7 * w + ww + nee + 3 * ne + 8) / 16
  if (predictor === TOP_RIGHT) return ne
  if (predictor === TOP_LEFT) return nw
  if (predictor === LEFT_LEFT) return ww
  if (predictor === AVERAGE_W_NW) return (w + nw) / 2
  if (predictor === AVERAGE_N_NW) return (nw + n) / 2
  return predictor === AVERAGE_N_NE ? (n + ne) / 2 : unreachable()
}
