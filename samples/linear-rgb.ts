import { fromSrgb } from './srgb.ts'

/** A color in linear light with sRGB primaries. 1 is paper white; light sources exceed it. */
export type Rgb = readonly [red: number, green: number, blue: number]

export const BLACK: Rgb = [0, 0, 0]

export const mix = (a: Rgb, b: Rgb, share: number): Rgb => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
  a[2] + (b[2] - a[2]) * share,
]

export const scale = (a: Rgb, by: number): Rgb => [a[0] * by, a[1] * by, a[2] * by]

export const add = (a: Rgb, b: Rgb): Rgb => [a[0] + b[0], a[1] + b[1], a[2] + b[2]]

/** Returns the light `b` as reflected by a surface with color `a`. */
export const filter = (a: Rgb, b: Rgb): Rgb => [a[0] * b[0], a[1] * b[1], a[2] * b[2]]

/** Returns the color `0xRRGGBB` (sRGB) in linear light. */
export function hex(code: number): Rgb {
  const channel = (shift: number) => fromSrgb(((code >> shift) & 255) / 255)
  return [channel(16), channel(8), channel(0)]
}
