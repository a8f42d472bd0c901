import { ssim } from '../../../bench/ssim.ts'

/** Side of the Gaussian window. */
const WINDOW = 11

/** Rows of windows compared at a time: a few milliseconds for a picture 1000 pixels wide. */
const BAND = 16

/** Luma of pixels as JPEG defines it (BT.601), transparent ones on white. @param rgba four bytes a pixel */
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
 * Mean structural similarity of two planes, the formula of `bench` (Gaussian window of 11 by 11, whole windows only),
 * computed a band at a time so that the caller can let others run in between.
 * @returns yields after each band
 * @throws RangeError if a plane is smaller than the window or has another size
 */
export function* similarity(
  a: Float64Array,
  b: Float64Array,
  width: number,
  height: number,
): Generator<void, number> {
  const windows = height - WINDOW + 1
  if (windows < 1 || a.length !== width * height || b.length !== a.length)
    throw new RangeError(`${a.length} and ${b.length} samples for ${width}x${height}`)
  let sum = 0
  for (let top = 0; top < windows; top += BAND) {
    const rows = Math.min(BAND, windows - top)
    const part = (plane: Float64Array) => plane.subarray(top * width, (top + rows + WINDOW - 1) * width)
    sum += rows * ssim(part(a), part(b), width, rows + WINDOW - 1)
    yield
  }
  return sum / windows
}
