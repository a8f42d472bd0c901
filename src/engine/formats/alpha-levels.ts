/** Number of levels of alpha without loss. */
export const ALL_LEVELS = 256

/**
 * Returns the number of levels to which a quality of alpha reduces them. The numbers are those of
 * libwebp.
 */
export function levelsOf(quality: number): number {
  if (quality >= 100) return ALL_LEVELS
  return quality <= 70 ? 2 + Math.floor(quality / 5) : 16 + (quality - 70) * 8
}
