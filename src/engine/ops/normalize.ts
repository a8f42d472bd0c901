import { CODES, srgbCurve } from '../color/tables.ts'
import { LIGHTNESS_LEVELS } from '../constants/kernel.ts'
import { upload } from '../wasm/heap.ts'
import { inPlace } from './in-place.ts'
import type { Effect } from './operation.ts'

/**
 * Returns the level that `percent` in libvips would return. libvips compares whole levels in a
 * histogram that ends at the lightest pixel. In effect, 1 % therefore means 1 to 2 %, and 99 %
 * means all pixels.
 */
function percentile(counts: Uint32Array, percent: number): number {
  const length = counts.findLastIndex((count) => count > 0) + 1
  const total = counts.reduce((sum, count) => sum + count, 0)
  let sum = 0
  const level = counts.findIndex((count) => {
    sum += count
    return Math.floor((sum * (length - 1)) / total) > (percent / 100) * length
  })
  return level < 0 ? length : level
}

/**
 * Returns a linear function that maps the 1st and 99th percentiles of lightness to 0 and 100, as in
 * sharp.
 * @param counts pixel count for each integer L*, 0 to 100
 * @returns `undefined` for a picture with hardly more than one lightness, which is left unchanged
 */
export function lightnessStretch(
  counts: Uint32Array,
): { readonly scale: number; readonly offset: number } | undefined {
  const dark = percentile(counts, 1)
  const range = percentile(counts, 99) - dark
  return range > 1 ? { scale: 100 / range, offset: (-100 * dark) / range } : undefined
}

/** Stretches L* to its whole range in place. a*, b* and alpha do not change. */
export const normalize: Effect<undefined> = {
  plan: (options) => options.normalize && { args: undefined },
  ...inPlace<undefined>(
    () => [4 * CODES, 4 * LIGHTNESS_LEVELS],
    (kernel, { address, count }) => {
      const curve = upload(kernel, srgbCurve())
      const levels = kernel.alloc(4 * LIGHTNESS_LEVELS)
      kernel.countLightness(address, count, curve, levels)
      const stretch = lightnessStretch(new Uint32Array(kernel.memory.buffer, levels, LIGHTNESS_LEVELS))
      if (stretch) kernel.stretchLightness(address, count, curve, stretch.scale, stretch.offset)
    },
  ),
}
