import { CODES, srgbCurve } from '../color/tables.ts'
import { rgba } from '../rows/rgba.ts'
import { heapBytes, upload } from '../wasm/heap.ts'
import { sizes } from '../wasm/sizes.ts'
import { gaussianMask, scaledMask } from './gaussian.ts'
import type { Effect } from './operation.ts'
import { premultiplied } from './premultiplied.ts'

export interface Sharpen {
  /**
   * The Gaussian's standard deviation in pixels. The Gaussian separates details from their
   * surroundings. Values above 10 have no further effect.
   */
  readonly sigma: number
}

/**
 * Maximum standard deviation in pixels, as in sharp. Beyond it, the brightened fringes along edges
 * would look like a glow.
 */
const MAX_SIGMA = 10

/** Minimum weight relative to the peak. libvips cuts the Gaussian off below this weight. */
const MIN_SIGMA = 0.1

function maskOf({ sigma }: Sharpen): Uint16Array {
  return scaledMask(gaussianMask(Math.min(sigma, MAX_SIGMA), MIN_SIGMA), 32768)
}

/** `true` if sharpening changes anything. With a small sigma, the mask is a single pixel. */
const sharpens = (args: Sharpen): boolean => args.sigma > 0 && maskOf(args).length > 1

/** Sharpens lightness in place, like `sharpen` in libvips with sharp's defaults. */
export const sharpen: Effect<Sharpen> = {
  plan: ({ sharpen: sigma = 0 }) => sharpens({ sigma }) && { args: { sigma } },
  memory({ width }, args) {
    const mask = maskOf(args)
    const radius = mask.length - 1
    return radius === 0 ? 0 : heapBytes(CODES * 4, mask.byteLength) + sizes().sharpenBytes(width, radius)
  },
  run(kernel, picture, args) {
    const sharpened = rgba(kernel, picture)
    const [{ address, width, height }] = sharpened.planes
    const mask = maskOf(args)
    const radius = mask.length - 1
    if (radius === 0) return sharpened
    const light = upload(kernel, srgbCurve())
    const weights = upload(kernel, mask)
    premultiplied(kernel, { address, count: width * height }, () =>
      kernel.sharpen({ rgba: address, width, height, curve: light, mask: weights, radius }),
    )
    return sharpened
  },
}
