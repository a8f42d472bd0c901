import type { Frame } from '../../../src/engine/picture/picture.ts'

/** Returns the maximum difference of two samples at the same position. */
export function greatestDifference(a: Frame, b: Frame): number {
  if (a.width !== b.width || a.height !== b.height) return Number.POSITIVE_INFINITY
  return a.data.reduce((most, value, at) => Math.max(most, Math.abs(value - (b.data[at] ?? 0))), 0)
}

/**
 * Returns the mean absolute difference between all samples. Colors do not count where both pictures
 * are transparent.
 */
export function meanDifference(a: Frame, b: Frame): number {
  if (a.width !== b.width || a.height !== b.height) return Number.POSITIVE_INFINITY
  let sum = 0
  for (let at = 0; at < a.data.length; at++) {
    const alpha = at | 3
    const unseen = at !== alpha && a.data[alpha] === 0 && b.data[alpha] === 0
    if (!unseen) sum += Math.abs((a.data[at] ?? 0) - (b.data[at] ?? 0))
  }
  return sum / a.data.length
}
