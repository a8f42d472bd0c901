import { rgba } from '../rows/rgba.ts'
import { heapBytes, upload } from '../wasm/heap.ts'
import { sizes } from '../wasm/sizes.ts'
import { gaussianMask, reducedMask, scaledMask } from './gaussian.ts'
import type { Effect } from './operation.ts'
import { premultiplied } from './premultiplied.ts'

export interface Blur {
  /** The Gaussian's standard deviation in pixels, 0.3 to 100. */
  readonly sigma: number
}

/**
 * Minimum weight relative to the peak. Smaller weights in the Gaussian are cut off (sharp's
 * `minAmplitude`).
 */
const MIN_SIGMA = 0.2

/**
 * Minimum standard deviation in the reduced picture, in pixels. With a smaller one, enlarging the
 * picture leaves visible traces.
 */
const MIN_REDUCED_SIGMA = 3

interface Method {
  /**
   * Factor by which width and height are reduced before the blur. Without the reduction, the cost
   * would grow with sigma.
   */
  readonly factor: number
  readonly mask: Uint16Array
  readonly radius: number
}

function methodOf({ sigma }: Blur): Method {
  const factor = Math.max(1, Math.floor(sigma / MIN_REDUCED_SIGMA))
  const whole = gaussianMask(sigma, MIN_SIGMA)
  const mask = factor === 1 ? scaledMask(whole, 256) : scaledMask(reducedMask(whole, factor), 32768)
  return { factor, mask, radius: mask.length - 1 }
}

/** `true` if the blur changes anything. With a small sigma, the mask is a single pixel. */
export const blurs = (args: Blur): boolean => methodOf(args).radius > 0

/**
 * Blurs in place like `gaussblur` in libvips with integer precision. The Gaussian is cut off below
 * 20 % of its peak.
 */
export const blur: Effect<Blur> = {
  plan: ({ blur: sigma }) => sigma !== undefined && blurs({ sigma }) && { args: { sigma } },
  memory({ width }, args) {
    const { factor, mask, radius } = methodOf(args)
    if (radius === 0) return 0
    const buffers =
      factor === 1 ? sizes().blurBytes(width, radius) : sizes().blurReducedBytes(width, factor, radius)
    return heapBytes(mask.byteLength) + buffers
  },
  run(kernel, picture, args) {
    const blurred = rgba(kernel, picture)
    const [{ address, width, height }] = blurred.planes
    const { factor, mask, radius } = methodOf(args)
    if (radius === 0) return blurred
    const weights = upload(kernel, mask)
    premultiplied(kernel, { address, count: width * height }, () => {
      if (factor === 1) kernel.blur(address, width, height, weights, radius)
      else kernel.blurReduced({ rgba: address, width, height, factor, mask: weights, radius })
    })
    return blurred
  },
}
