import { encode, prepareEncode } from './transfer'

/** Length in bytes of a matrix row. */
const ROW: usize = 12
/** Matrix length in bytes. */
export const MATRIX: usize = 3 * ROW

function linear(pixel: u32, curves: usize, red: v128, green: v128, blue: v128): v128 {
  const r = f32x4.splat(load<f32>(curves + ((pixel & 255) << 2)))
  const g = f32x4.splat(load<f32>(curves + (((pixel >> 8) & 255) << 2), 1024))
  const b = f32x4.splat(load<f32>(curves + (((pixel >> 16) & 255) << 2), 2048))
  return f32x4.add(f32x4.add(f32x4.mul(r, red), f32x4.mul(g, green)), f32x4.mul(b, blue))
}

function column(matrix: usize, index: usize): v128 {
  const top = matrix + 4 * index
  return f32x4(load<f32>(top), load<f32>(top, ROW), load<f32>(top, 2 * ROW), 0)
}

/**
 * Converts colors to sRGB, in place. Applies each channel's curve, a matrix, and sRGB's transfer
 * function. Alpha does not change.
 * @param count 4-byte pixels
 * @param curves 3 · 256 f32: linear light for each R code, then for G, then for B
 * @param matrix 9 f32, row by row: matrix from the picture's linear light to sRGB's
 */
export function convertColors(rgba: usize, count: usize, curves: usize, matrix: usize): void {
  prepareEncode()
  const red = column(matrix, 0)
  const green = column(matrix, 1)
  const blue = column(matrix, 2)
  for (let at = rgba, end = rgba + 4 * count; at < end; at += 4) {
    const pixel = load<u32>(at)
    store<u32>(at, encode(linear(pixel, curves, red, green, blue)) | (pixel & 0xff000000))
  }
}
