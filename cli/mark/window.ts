/** Neighbours, in each direction, between which a spectrum is interpolated. */
export const TAPS = 4
/** A spectrum has at least this many frequencies for each pixel along a side. */
export const OVERSAMPLING = 1.25

/** Beatty, Nishimura and Pauly, Rapid gridding reconstruction with a minimal oversampling ratio, 2005. */
const BETA = Math.PI * Math.sqrt((TAPS / OVERSAMPLING) ** 2 * (OVERSAMPLING - 0.5) ** 2 - 0.8)

/** The modified Bessel function of the first kind, of order 0. */
function bessel(x: number): number {
  let sum = 1
  for (let term = 1, k = 1; term > 1e-12 * sum; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}

/** Steps of a table of the window, for each neighbour. */
const FINE = 2048
const TABLE = Float64Array.from({ length: (TAPS * FINE) / 2 + 1 }, (_, at) =>
  bessel(BETA * Math.sqrt(Math.max(0, 1 - ((2 * at) / (TAPS * FINE)) ** 2))),
)

/** The window of Kaiser and Bessel. @param at -2 to 2 */
export const windowAt = (at: number): number => TABLE[Math.round(Math.abs(at) * FINE)] ?? 0

/** What the window makes of a pixel. @param at its distance from the centre, of the frequencies along the side */
export function gainAt(at: number): number {
  const square = BETA ** 2 - (Math.PI * TAPS * at) ** 2
  const root = Math.sqrt(Math.abs(square))
  return (TAPS * (square > 0 ? Math.sinh(root) : Math.sin(root))) / Math.max(root, 1e-9)
}
