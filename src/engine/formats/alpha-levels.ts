/** Number of alpha levels without loss. */
export const ALL_LEVELS = 256

/**
 * Returns the number of levels to which an alpha quality reduces alpha. libwebp uses the same
 * numbers.
 */
export function levelsOf(quality: number): number {
  if (quality >= 100) return ALL_LEVELS
  return quality <= 70 ? 2 + Math.floor(quality / 5) : 16 + (quality - 70) * 8
}
