// sRGB curve (IEC 61966-2-1, 5.2) for pictures that plain Node paints. The engine's own curve needs
// WebAssembly, which Node does not import.

/** Converts an sRGB sample, 0 to 1, to linear light. */
export const fromSrgb = (sample: number): number =>
  sample <= 0.04045 ? sample / 12.92 : ((sample + 0.055) / 1.055) ** 2.4

/** Converts linear light, 0 to 1, to an sRGB sample. */
export const toSrgb = (light: number): number =>
  light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055
