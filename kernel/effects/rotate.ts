import { loadBytes } from './load'

/** Pixel length in fixed-point coordinates, which have 32 fraction bits. */
export const ONE: f64 = 4294967296

const CORNERS: usize = memory.data(16, 16)

/**
 * Returns a vector whose lanes all hold a fixed-point coordinate's fraction, in units of 1/32768.
 */
function fraction(coordinate: i64): v128 {
  return i16x8.splat(<i16>(<u32>coordinate >> 17))
}

/**
 * Interpolates bilinearly between four pixels: two neighbors at `upper`, and the two below them at
 * `lower`. The fractions of `x` and `y` are the position between the pixels.
 */
export function between(upper: usize, lower: usize, x: i64, y: i64): u32 {
  // 8-bit samples get seven fraction bits. The remaining bit in the 16-bit lane holds the sign of
  // differences.
  const top = i16x8.shl(loadBytes(upper), 7)
  const bottom = i16x8.shl(loadBytes(lower), 7)
  const left = i16x8.add(top, i16x8.q15mulr_sat_s(i16x8.sub(bottom, top), fraction(y)))
  const right = i64x2.shuffle(left, left, 1, 1)
  const mixed = i16x8.add(left, i16x8.q15mulr_sat_s(i16x8.sub(right, left), fraction(x)))
  const rounded = i16x8.shr_u(i16x8.add(mixed, i16x8.splat(64)), 7)
  return i32x4.extract_lane(i8x16.narrow_i16x8_u(rounded, rounded), 0)
}

function square(rgba: usize, width: i32, height: i32, column: i32, line: i32, color: u32): void {
  for (let corner = 0; corner < 4; corner++) {
    const x = column + (corner & 1)
    const y = line + (corner >> 1)
    const inside = <u32>x < <u32>width && <u32>y < <u32>height
    store<u32>(CORNERS + 4 * corner, inside ? load<u32>(rgba + 4 * (<usize>y * width + x)) : color)
  }
}

/** Parameters for `rotate`. */
@unmanaged
class Rotation {
  rgba: usize
  width: i32
  height: i32
  /** Cosine and sine of the clockwise rotation angle. */
  cos: f64
  sin: f64
  left: f64
  top: f64
  /** Color that the result has outside the source: premultiplied RGBA. */
  color: u32
  /** Receives 4 · outWidth · outHeight bytes. */
  out: usize
  outWidth: i32
  outHeight: i32
}

/**
 * Rotates premultiplied RGBA pixels by any angle with bilinear interpolation. Like libvips's affine
 * transform, it maps pixel corners rather than centers. The result's pixel (x, y) is at (x + left,
 * y + top) in the rotated plane. This plane's origin is the source's first pixel.
 */
export function rotate(values: Rotation): void {
  const rgba = values.rgba
  const width = values.width
  const height = values.height
  const cos = values.cos
  const sin = values.sin
  const left = values.left
  const top = values.top
  const color = values.color
  let out = values.out
  const outWidth = values.outWidth
  const outHeight = values.outHeight
  const rowBytes: usize = 4 * width
  const stepX = <i64>(cos * ONE)
  const stepY = <i64>(-sin * ONE)
  for (let row = 0; row < outHeight; row++) {
    let x = <i64>((cos * left + sin * (<f64>row + top)) * ONE)
    let y = <i64>((cos * (<f64>row + top) - sin * left) * ONE)
    for (const end = out + 4 * outWidth; out < end; out += 4) {
      const column = <i32>(x >> 32)
      const line = <i32>(y >> 32)
      if (<u32>column < <u32>(width - 1) && <u32>line < <u32>(height - 1)) {
        const upper = rgba + <usize>line * rowBytes + 4 * <usize>column
        store<u32>(out, between(upper, upper + rowBytes, x, y))
      } else if (<u32>(column + 1) <= <u32>width && <u32>(line + 1) <= <u32>height) {
        square(rgba, width, height, column, line, color)
        store<u32>(out, between(CORNERS, CORNERS + 8, x, y))
      } else store<u32>(out, color)
      x += stepX
      y += stepY
    }
  }
}
