/**
 * Formats that some clients do not show, in the order in which `format=auto` prefers them. A format
 * with smaller files comes first.
 */
export const MODERN_FORMATS = ['jxl', 'avif', 'webp'] as const

/** Format that some clients do not show. */
export type ModernFormat = (typeof MODERN_FORMATS)[number]
