import { loadBytes, loadPixel } from './load'

/**
 * Adds two pixels to `sums`: each color multiplied by alpha, and alpha itself. The sums over 256 ×
 * 256 pixels, the largest square, remain below 2³².
 */
function addWeighed(sums: v128, pixels: v128): v128 {
  const weights = i16x8.shuffle(pixels, i16x8.splat(1), 3, 3, 3, 8, 7, 7, 7, 8)
  const weighed = i16x8.mul(pixels, weights)
  const first = i32x4.extend_low_i16x8_u(weighed)
  return i32x4.add(i32x4.add(sums, first), i32x4.extend_high_i16x8_u(weighed))
}

function sumBlock(from: usize, rowBytes: usize, width: usize, height: usize): v128 {
  let sums = i32x4.splat(0)
  for (let row: usize = 0; row < height; row++, from += rowBytes) {
    const end = from + 4 * width
    let at = from
    for (; at + 8 <= end; at += 8) sums = addWeighed(sums, loadBytes(at))
    if (at < end) sums = addWeighed(sums, loadPixel(at))
  }
  return sums
}

function quotient(sum: u32, count: u32): u32 {
  return (sum + count / 2) / count
}

function mean(sums: v128, count: u32): u32 {
  const alpha: u32 = i32x4.extract_lane(sums, 3)
  if (alpha === 0) return 0
  const r = quotient(i32x4.extract_lane(sums, 0), alpha)
  const g = quotient(i32x4.extract_lane(sums, 1), alpha)
  const b = quotient(i32x4.extract_lane(sums, 2), alpha)
  return r | (g << 8) | (b << 16) | (quotient(alpha, count) << 24)
}

/**
 * Fills each square in a grid with its mean color, weighted by alpha, in place. Squares at the
 * right and the bottom edge may be cut off.
 * @param rgba straight (not premultiplied) RGBA pixels
 * @param side square side in pixels, 1 to 256
 */
export function pixelate(rgba: usize, width: usize, height: usize, side: usize): void {
  const rowBytes: usize = 4 * width
  for (let y: usize = 0; y < height; y += side) {
    const top = rgba + y * rowBytes
    const rows = min(side, height - y)
    for (let x: usize = 0; x < width; x += side) {
      const columns = min(side, width - x)
      const left = top + 4 * x
      const color = mean(sumBlock(left, rowBytes, columns, rows), <u32>(columns * rows))
      for (let at = left, end = left + 4 * columns; at < end; at += 4) store<u32>(at, color)
    }
    for (let row: usize = 1; row < rows; row++) memory.copy(top + row * rowBytes, top, rowBytes)
  }
}
