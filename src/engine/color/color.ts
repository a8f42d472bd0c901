/** Red, green and blue from 0 to 255 in sRGB, and opacity from 0 to 1. */
export interface Color {
  readonly r: number
  readonly g: number
  readonly b: number
  readonly alpha: number
}
