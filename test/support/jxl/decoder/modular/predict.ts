/** Clamps left + above − above left to left and above. */
export function clampedGradient(left: number, top: number, topLeft: number): number {
  const low = Math.min(left, top)
  const high = Math.max(left, top)
  if (topLeft < low) return high
  return topLeft > high ? low : left + top - topLeft
}

/** Samples that were decoded before the current one. */
export interface Neighbors {
  left: number
  top: number
  topLeft: number
  topRight: number
  leftLeft: number
  topTop: number
  topRightRight: number
}

export const noNeighbors = (): Neighbors => ({
  left: 0,
  top: 0,
  topLeft: 0,
  topRight: 0,
  leftLeft: 0,
  topTop: 0,
  topRightRight: 0,
})

/** Finds the neighbors of a sample. Missing ones are replaced (ISO/IEC 18181-1:2022, H.3). */
export function findNeighbors(to: Neighbors, data: Int32Array, x: number, y: number, width: number): void {
  const at = y * width + x
  const above = at - width
  const left = x > 0 ? (data[at - 1] as number) : y > 0 ? (data[above] as number) : 0
  const top = y > 0 ? (data[above] as number) : left
  to.left = left
  to.top = top
  to.topLeft = x > 0 && y > 0 ? (data[above - 1] as number) : left
  to.topRight = x + 1 < width && y > 0 ? (data[above + 1] as number) : top
  to.leftLeft = x > 1 ? (data[at - 2] as number) : left
  to.topTop = y > 1 ? (data[above - width] as number) : top
  to.topRightRight = x + 2 < width && y > 0 ? (data[above + 2] as number) : to.topRight
}

const half = (sum: number): number => Math.trunc(sum / 2)

/**
 * Predicts a sample (ISO/IEC 18181-1:2022, H.3).
 * @param weighted the prediction of the weighted predictor
 */
export function predict(predictor: number, near: Neighbors, weighted: number): number {
  const { left, top, topLeft, topRight } = near
  switch (predictor) {
    case 1:
      return left
    case 2:
      return top
    case 3:
      return half(left + top)
    case 4:
      return Math.abs(top - topLeft) < Math.abs(left - topLeft) ? left : top
    case 5:
      return clampedGradient(left, top, topLeft)
    case 6:
      return weighted
    case 7:
      return topRight
    case 8:
      return topLeft
    case 9:
      return near.leftLeft
    case 10:
      return half(left + topLeft)
    case 11:
      return half(topLeft + top)
    case 12:
      return half(top + topRight)
    case 13: {
      const sum = 6 * top - 2 * near.topTop + 7 * left + near.leftLeft + near.topRightRight + 3 * topRight
      return Math.trunc((sum + 8) / 16)
    }
    default:
      return 0
  }
}
