/**
 * Default qualities for lossy formats. The other formats are matched with JPEG by two measures. At
 * each width, the quality is halfway between the one that reaches the JPEG's SSIM and the one that
 * reaches its SSIMULACRA2. The default is the mean over 400, 800 and 1600 pixels (bench/README.md).
 */
export const DEFAULT_QUALITY = { jpeg: 82, webp: 81, avif: 64, jxl: 81 } as const

/** The default qualities as text, such as `jpeg 82, webp 81`. */
export const DEFAULT_QUALITIES = Object.entries(DEFAULT_QUALITY)
  .map((row) => row.join(' '))
  .join(', ')
