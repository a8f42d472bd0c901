/**
 * Number of Fourier frequencies, along each axis, from which a value between them is interpolated.
 */
export const TAPS = 4
/** Minimum ratio of frequencies to pixels along a padded picture's side. */
export const OVERSAMPLING = 1.25

/**
 * Shape parameter for the Kaiser-Bessel window. Source: Beatty, Nishimura and Pauly, Rapid gridding
 * reconstruction with a minimal oversampling ratio, 2005.
 */
const BETA = Math.PI * Math.sqrt((TAPS / OVERSAMPLING) ** 2 * (OVERSAMPLING - 0.5) ** 2 - 0.8)

/** Returns the modified Bessel function, first kind, order 0. */
function bessel(x: number): number {
  let sum = 1
  for (let term = 1, k = 1; term > 1e-12 * sum; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}

/** Number of entries in the window table per neighboring frequency. */
const FINE = 2048
const TABLE = Float64Array.from({ length: (TAPS * FINE) / 2 + 1 }, (_, at) =>
  bessel(BETA * Math.sqrt(Math.max(0, 1 - ((2 * at) / (TAPS * FINE)) ** 2))),
)

/**
 * Returns the Kaiser-Bessel window's value.
 * @param at distance in frequencies, from -2 to 2
 */
export const windowAt = (at: number): number => TABLE[Math.round(Math.abs(at) * FINE)] ?? 0

/**
 * Returns the factor by which interpolating a Fourier transform with the window multiplies a pixel
 * of the picture. Pixels are divided by it before the transform.
 * @param at pixel distance from the center, as a fraction of the frequencies along the side
 */
export function gainAt(at: number): number {
  const square = BETA ** 2 - (Math.PI * TAPS * at) ** 2
  const root = Math.sqrt(Math.abs(square))
  return (TAPS * (square > 0 ? Math.sinh(root) : Math.sin(root))) / Math.max(root, 1e-9)
}
