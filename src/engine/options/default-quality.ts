/**
 * Qualities of the lossy formats if a request names none. At these qualities, photographs have the
 * same SSIM in all of them (bench/README.md).
 */
export const DEFAULT_QUALITY = { jpeg: 82, webp: 77, avif: 58 } as const
