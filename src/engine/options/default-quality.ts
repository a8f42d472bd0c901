/**
 * Qualities of the lossy formats if a request names none. At these qualities, photographs have the
 * same SSIM in all of them (bench/README.md).
 */
export const DEFAULT_QUALITY = { jpeg: 82, webp: 77, avif: 58, jxl: 80 } as const

/** The default qualities as text, such as `jpeg 82, webp 77`. */
export const DEFAULT_QUALITIES = Object.entries(DEFAULT_QUALITY)
  .map((row) => row.join(' '))
  .join(', ')
