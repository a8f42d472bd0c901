import { CODES, srgbCurve } from '../color/tables.ts'
import { rgba } from '../rows/rgba.ts'
import { heapBytes, upload } from '../wasm/heap.ts'
import { gaussianMask, scaledMask } from './gaussian.ts'
import type { Operation } from './operation.ts'
import { premultiplied } from './premultiplied.ts'
import { windowBlocks } from './window-memory.ts'

export interface Sharpen {
  /** Of the Gaussian that details are told from their surroundings by, in pixels; above 10 it counts as 10. */
  readonly sigma: number
}

/** sharp takes no more, and there is nothing to be seen of it: fringes as wide as this are glows. */
const MOST = 10

/** The share of the Gaussian's peak at which libvips cuts it off here. */
const LEAST = 0.1

function maskOf({ sigma }: Sharpen): Uint16Array {
  return scaledMask(gaussianMask(Math.min(sigma, MOST), LEAST), 32768)
}

/** Whether anything changes: of a small sigma the mask keeps a single pixel. */
export const sharpens = (args: Sharpen): boolean => args.sigma > 0 && maskOf(args).length > 1

/**
 * Sharpens lightness as libvips's `sharpen` does with sharp's defaults, in place. A sigma of which the mask keeps a
 * single pixel changes nothing.
 */
export const sharpen: Operation<Sharpen> = {
  memory({ width }, args) {
    const mask = maskOf(args)
    const radius = mask.length - 1
    return radius === 0 ? 0 : heapBytes(CODES * 4, mask.byteLength, ...windowBlocks(width * 2, 2, radius))
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
      kernel.sharpen(address, width, height, light, weights, radius),
    )
    return sharpened
  },
}
