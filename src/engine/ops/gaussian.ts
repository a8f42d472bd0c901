import { exp } from '../wasm/math.ts'

/** Symmetric mask: the center weight, then the weights on one side. */
export type Mask = readonly number[]

/** Peak value in libvips's Gaussian masks, whose weights are rounded to integers. */
const PEAK = 20

/**
 * Returns libvips's integer mask `gaussmat`: a Gaussian that is cut off below a share of its peak.
 * For a small sigma only the center is left.
 * @param sigma in pixels, above 0
 * @param minShare minimum weight relative to the peak, above 0 and below 1
 */
export function gaussianMask(sigma: number, minShare: number): Mask {
  const height = (x: number) => exp(-(x * x) / (2 * sigma * sigma))
  const mask = [PEAK]
  while (height(mask.length) >= minShare) mask.push(Math.round(PEAK * height(mask.length)))
  return mask
}

/**
 * Returns the mask for a picture that is `factor` times smaller. Each weight is added to the
 * nearest pixel's weight.
 */
export function reducedMask(mask: Mask, factor: number): Mask {
  const reduced: number[] = []
  for (let x = 1 - mask.length; x < mask.length; x++) {
    // A weight halfway between two pixels is split between both.
    for (const nearby of [x - 0.25, x + 0.25]) {
      const at = Math.round(nearby / factor)
      if (at >= 0) reduced[at] = (reduced[at] ?? 0) + (mask[Math.abs(x)] ?? 0) / 2
    }
  }
  return reduced
}

/**
 * Returns the mask scaled and rounded to integers. The center weight and the weights on both sides
 * add up to `total`.
 */
export function scaledMask(mask: Mask, total: number): Uint16Array {
  const [center = 0, ...side] = mask
  const scale = total / side.reduce((sum, weight) => sum + 2 * weight, center)
  const scaled = side.map((weight) => Math.round(weight * scale))
  return Uint16Array.of(
    scaled.reduce((rest, weight) => rest - 2 * weight, total),
    ...scaled,
  )
}
