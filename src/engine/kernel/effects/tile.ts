import { between, ONE } from './rotate'

/**
 * Converts a coordinate to fixed point, modulo `pitch`. The result is at least 0 and less than
 * `pitch`.
 */
function within(coordinate: f64, pitch: i32): i64 {
  const periods = Math.floor(coordinate / <f64>pitch)
  const length = (<i64>pitch) << 32
  const place = <i64>((coordinate - periods * <f64>pitch) * ONE)
  return max<i64>(0, min<i64>(place, length - 1))
}

/**
 * Moves a coordinate by `step` within the period `length`.
 * @param step at most one pixel in either direction, so that one addition of the period is enough
 */
function next(place: i64, step: i64, length: i64): i64 {
  const moved = place + step
  if (moved >= length) return moved - length
  return moved < 0 ? moved + length : moved
}

/**
 * Samples pixels along a straight line through an endlessly repeated tile, with bilinear
 * interpolation.
 * @param tile premultiplied RGBA pixels, surrounded by a border one pixel wide; the border has the
 *   pixels of the neighbouring tiles, or is transparent
 * @param width width of the tile without its border
 * @param height height of the tile without its border
 * @param across horizontal distance of neighbouring tiles in pixels, at least `width`
 * @param down vertical distance of neighbouring tiles in pixels, at least `height`
 * @param cos step to the right in the pattern for each pixel of the line, -1 to 1
 * @param sin step upwards in the pattern for each pixel of the line, -1 to 1
 * @param x column where the line starts; 0 is the centre of the first pixel of the tile
 * @param y row where the line starts; 0 is the centre of the first pixel of the tile
 * @param out receives 4 · count bytes, premultiplied
 * @param count number of pixels to sample
 */
export function tileRow(
  tile: usize,
  width: i32,
  height: i32,
  across: i32,
  down: i32,
  cos: f64,
  sin: f64,
  x: f64,
  y: f64,
  out: usize,
  count: i32,
): void {
  const rowBytes: usize = 4 * (<usize>width + 2)
  const stepX = <i64>(cos * ONE)
  const stepY = <i64>(-sin * ONE)
  const lengthX = (<i64>across) << 32
  const lengthY = (<i64>down) << 32
  // The first pixel of the border lies one pixel before the first pixel of the tile.
  let atX = within(x + 1, across)
  let atY = within(y + 1, down)
  for (const end = out + 4 * <usize>count; out < end; out += 4) {
    const column = <i32>(atX >> 32)
    const line = <i32>(atY >> 32)
    let pixel: u32 = 0
    if (column <= width && line <= height) {
      const upper = tile + <usize>line * rowBytes + 4 * <usize>column
      pixel = between(upper, upper + rowBytes, atX, atY)
    }
    store<u32>(out, pixel)
    atX = next(atX, stepX, lengthX)
    atY = next(atY, stepY, lengthY)
  }
}
