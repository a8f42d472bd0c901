/** Maximum colors in a PNG's palette (PNG 11.2.2). */
export const MAX_COLORS: u32 = 256
