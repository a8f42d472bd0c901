/** Returns the linear light of an sRGB sample (IEC 61966-2-1, 5.2). */
export const light = (sample: number) =>
  sample <= 0.04045 ? sample / 12.92 : ((sample + 0.055) / 1.055) ** 2.4
