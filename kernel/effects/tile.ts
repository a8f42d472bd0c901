import { between, ONE } from './rotate'

/**
 * Converts a coordinate to fixed point, modulo `pitch`, the distance between neighboring tiles in
 * pixels. The result is at least 0 and less than `pitch`.
 */
function within(coordinate: f64, pitch: i32): i64 {
  const periods = Math.floor(coordinate / <f64>pitch)
  const length = (<i64>pitch) << 32
  const place = <i64>((coordinate - periods * <f64>pitch) * ONE)
  return max<i64>(0, min<i64>(place, length - 1))
}

/**
 * Moves a coordinate by `step`, modulo `length`, the distance between neighboring tiles.
 * @param step at most one pixel in either direction, so that adding or subtracting `length` once is
 *   enough
 */
function next(place: i64, step: i64, length: i64): i64 {
  const moved = place + step
  if (moved >= length) return moved - length
  return moved < 0 ? moved + length : moved
}

/** Parameters for `tileRow`, which computes one row (the line) in a pattern with repeated tiles. */
@unmanaged
class TileRow {
  /**
   * Address of the tile's premultiplied RGBA pixels, with a border one pixel wide on all sides. The
   * border has the neighboring tiles' pixels, or is transparent if tiles do not touch.
   */
  tile: usize
  /** The tile's width and height in pixels, without its border. */
  width: i32
  height: i32
  /**
   * Distance in pixels from one tile's start to the next tile's start: horizontally (`across`, at
   * least `width`) and vertically (`down`, at least `height`).
   */
  across: i32
  down: i32
  /**
   * The line's direction in the pattern: for each pixel, the position moves right by `cos` pixels
   * and up by `sin` pixels.
   */
  cos: f64
  sin: f64
  /**
   * Position in the pattern at which the line begins. (0, 0) is the center of the tile's first
   * pixel.
   */
  x: f64
  y: f64
  /** Receives 4 · count bytes: premultiplied RGBA. */
  out: usize
  count: i32
}

/**
 * Computes the pixels on a line through an endless pattern with repeated tiles, with bilinear
 * interpolation.
 */
export function tileRow(values: TileRow): void {
  const tile = values.tile
  const width = values.width
  const height = values.height
  const across = values.across
  const down = values.down
  const cos = values.cos
  const sin = values.sin
  const x = values.x
  const y = values.y
  let out = values.out
  const count = values.count
  const rowBytes: usize = 4 * (<usize>width + 2)
  const stepX = <i64>(cos * ONE)
  const stepY = <i64>(-sin * ONE)
  const lengthX = (<i64>across) << 32
  const lengthY = (<i64>down) << 32
  // Add 1, because the border's first pixel lies one pixel before the tile's first pixel.
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
