/** Maximum number of colours of a PNG's palette (PNG 11.2.2). */
export const MAX_COLOURS: u32 = 256
