/**
 * Side in pixels and standard deviation for the Gaussian window. SSIM compares two pictures window
 * by window.
 */
const [WINDOW, DEVIATION] = [11, 1.5]

/** SSIM constants that avoid a division by almost 0 for flat windows. */
const [LUMINANCE, CONTRAST] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2]

/**
 * Number of window rows that are compared without a pause. For a picture 1000 pixels wide, this
 * takes a few milliseconds.
 */
const BAND_ROWS = 16

const bell = Float64Array.from({ length: WINDOW }, (_, at) =>
  Math.exp(-((at - (WINDOW - 1) / 2) ** 2) / (2 * DEVIATION ** 2)),
)
const total = bell.reduce((sum, weight) => sum + weight, 0)
const WEIGHTS = bell.map((weight) => weight / total)

/**
 * Returns each pixel's luma as in JPEG (BT.601). Transparent pixels are blended with white.
 * @param rgba four bytes per pixel
 */
export function lumaOf(rgba: Uint8ClampedArray): Float64Array {
  const luma = new Float64Array(rgba.length / 4)
  for (let at = 0; at < luma.length; at++) {
    const sample = (channel: number) => rgba[at * 4 + channel] ?? 0
    const opaque = 0.299 * sample(0) + 0.587 * sample(1) + 0.114 * sample(2)
    luma[at] = 255 + (opaque - 255) * (sample(3) / 255)
  }
  return luma
}

/**
 * Returns the weighted mean for each window along one direction. `placeOf` returns the index of a
 * window's first sample. A window's samples are `stride` apart.
 */
function means(samples: Float64Array, count: number, stride: number, placeOf: (at: number) => number) {
  const result = new Float64Array(count)
  for (let at = 0; at < count; at++) {
    const begin = placeOf(at)
    let sum = 0
    for (let i = 0; i < WINDOW; i++) sum += (WEIGHTS[i] ?? 0) * (samples[begin + i * stride] ?? 0)
    result[at] = sum
  }
  return result
}

/** Returns the weighted mean for each window in the first `rows` window rows. */
function windowMeans(plane: Float64Array, width: number, rows: number): Float64Array {
  const across = width - WINDOW + 1
  const begin = (at: number) => Math.floor(at / across) * width + (at % across)
  const horizontal = means(plane, across * (rows + WINDOW - 1), 1, begin)
  return means(horizontal, across * rows, across, (at) => at)
}

/** Returns the sum of the similarities for all windows in a band. */
function bandSum(a: Float64Array, b: Float64Array, width: number, rows: number): number {
  const mean = (sample: (at: number) => number) =>
    windowMeans(
      a.map((_, at) => sample(at)),
      width,
      rows,
    )
  const [ofA, ofB] = [(at: number) => a[at] ?? 0, (at: number) => b[at] ?? 0]
  const [meanA, meanB] = [windowMeans(a, width, rows), windowMeans(b, width, rows)]
  const squares = mean((at) => ofA(at) ** 2 + ofB(at) ** 2)
  const products = mean((at) => ofA(at) * ofB(at))
  return meanA.reduce((sum, ma, at) => {
    const mb = meanB[at] ?? 0
    const [both, product] = [ma * ma + mb * mb, ma * mb]
    const covariance = (products[at] ?? 0) - product
    const variances = (squares[at] ?? 0) - both
    const light = (2 * product + LUMINANCE) / (both + LUMINANCE)
    return sum + light * ((2 * covariance + CONTRAST) / (variances + CONTRAST))
  }, 0)
}

/**
 * Computes the mean structural similarity between two planes with samples from 0 to 255 (Wang,
 * Bovik, Sheikh and Simoncelli, 2004). The window is Gaussian, 11 by 11 pixels, and only complete
 * windows count, as in the bench. The generator yields after each band, so that the caller can let
 * other work run.
 * @returns the similarity, 1 for equal planes
 * @throws RangeError if a plane is smaller than the window or does not have the given size
 */
export function* similarity(
  a: Float64Array,
  b: Float64Array,
  width: number,
  height: number,
): Generator<void, number> {
  const windows = height - WINDOW + 1
  if (Math.min(width, height) < WINDOW || a.length !== width * height || b.length !== a.length)
    throw new RangeError(`${a.length} and ${b.length} samples for ${width}x${height}`)
  let sum = 0
  for (let top = 0; top < windows; top += BAND_ROWS) {
    const rows = Math.min(BAND_ROWS, windows - top)
    const part = (plane: Float64Array) => plane.subarray(top * width, (top + rows + WINDOW - 1) * width)
    sum += bandSum(part(a), part(b), width, rows)
    yield
  }
  return sum / (windows * (width - WINDOW + 1))
}
