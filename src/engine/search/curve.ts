/** Qualities of the points of a curve. */
const QUALITIES = [1, 4, 8, 12, 20, 30, 40, 50, 60, 70, 75, 80, 90, 95, 100] as const

/** Value of a typical picture at each quality. Others differ from it by a line. */
export interface QualityCurve {
  /** Returns the value at a quality. It increases with the quality. */
  at(quality: number): number
  /** Returns the quality, not rounded, of a value. It is from 1 to 100. */
  inverse(value: number): number
}

/** Interpolates linearly between points whose abscissas increase. */
function interpolated(xs: readonly number[], ys: readonly number[], x: number): number {
  const next = Math.max(
    1,
    xs.findIndex((each) => each >= x),
  )
  const [x0 = 0, x1 = 1] = [xs[next - 1], xs[next]]
  const [y0 = 0, y1 = 0] = [ys[next - 1], ys[next]]
  return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0)
}

const clamped = (value: number, values: readonly number[]) =>
  Math.min(values.at(-1) ?? value, Math.max(values[0] ?? value, value))

/**
 * Returns the curve through points.
 * @param values values at `QUALITIES`, which increase
 */
export const curveOf = (values: readonly number[]): QualityCurve => ({
  at: (quality) => interpolated(QUALITIES, values, clamped(quality, QUALITIES)),
  inverse: (value) => interpolated(values, QUALITIES, clamped(value, values)),
})

/** Minimum and maximum slope of a picture's values against those of the typical curve. */
const SLOPE = { min: 0.2, max: 4 }

/** Value of a picture at a quality. */
export interface CurvePoint {
  readonly quality: number
  readonly value: number
}

/** Returns the slope of the values at two qualities against the typical curve. */
export function slopeOf(low: CurvePoint, high: CurvePoint, curve: QualityCurve): number {
  const typical = curve.at(high.quality) - curve.at(low.quality)
  const slope = typical > 0 ? (high.value - low.value) / typical : 1
  return Math.min(SLOPE.max, Math.max(SLOPE.min, slope))
}

/** Returns the quality, not rounded, at which a line through a point reaches a value. */
export const along = (
  { quality, value }: CurvePoint,
  slope: number,
  aim: number,
  curve: QualityCurve,
): number => curve.inverse(curve.at(quality) + (aim - value) / slope)
