import { between, ONE } from './rotate'

/** @returns a fixed-point coordinate from 0 to below `pitch` */
function within(coordinate: f64, pitch: i32): i64 {
  const periods = Math.floor(coordinate / <f64>pitch)
  const length = (<i64>pitch) << 32
  const place = <i64>((coordinate - periods * <f64>pitch) * ONE)
  return max<i64>(0, min<i64>(place, length - 1))
}

/** @param step at most a pixel either way, so that one period brings it back */
function next(place: i64, step: i64, length: i64): i64 {
  const moved = place + step
  if (moved >= length) return moved - length
  return moved < 0 ? moved + length : moved
}

/**
 * Samples a line through a tile that is repeated without end, with bilinear interpolation.
 * @param tile premultiplied pixels within a border one pixel wide: that of the neighbouring tiles, or transparent
 * @param width of the tile without its border; so `height`
 * @param across pixels from a tile to the next, at least `width`; so `down`
 * @param cos pixels of the pattern across for each pixel of the line, -1 to 1; `sin` up
 * @param x where the line begins, 0 being the middle of the tile's first pixel; so `y`
 * @param out where 4 · count bytes go, premultiplied
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
  // The border's first pixel is one before the tile's.
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
