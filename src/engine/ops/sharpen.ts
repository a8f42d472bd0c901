import { CODES, srgbCurve } from '../color/tables.ts'
import { rgba } from '../rows/rgba.ts'
import { heapBytes, upload } from '../wasm/heap.ts'
import { gaussianMask, scaledMask } from './gaussian.ts'
import type { Operation } from './operation.ts'
import { premultiplied } from './premultiplied.ts'
import { windowBlocks } from './window-memory.ts'

export interface Sharpen {
  /** Of the Gaussian that separates details from their surroundings, in pixels; at most 10 has an effect. */
  readonly sigma: number
}

/** As in sharp: wider fringes are glows. */
const MAX_SIGMA = 10

/** libvips cuts the Gaussian off here. */
const MIN_SIGMA = 0.1

function maskOf({ sigma }: Sharpen): Uint16Array {
  return scaledMask(gaussianMask(Math.min(sigma, MAX_SIGMA), MIN_SIGMA), 32768)
}

/** Whether it changes anything: the mask of a small sigma is a single pixel. */
export const sharpens = (args: Sharpen): boolean => args.sigma > 0 && maskOf(args).length > 1

/** Sharpens lightness as libvips's `sharpen` does with sharp's defaults, in place. */
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
