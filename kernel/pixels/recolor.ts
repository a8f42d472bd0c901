import { copy } from './copy'

/** Length in bytes of a matrix row. */
const ROW: usize = 16
/** Matrix length in bytes. */
export const MATRIX: usize = 3 * ROW

const TAIL: usize = memory.data(16, 16)

function column(matrix: usize, index: usize): v128 {
  const top = matrix + 4 * index
  return f32x4(load<f32>(top), load<f32>(top, ROW), load<f32>(top, 2 * ROW), 0)
}

function mix(pixel: v128, red: v128, green: v128, blue: v128, offset: v128): v128 {
  const values = f32x4.convert_i32x4_s(pixel)
  const r = f32x4.mul(i32x4.shuffle(values, values, 0, 0, 0, 0), red)
  const g = f32x4.mul(i32x4.shuffle(values, values, 1, 1, 1, 1), green)
  const b = f32x4.mul(i32x4.shuffle(values, values, 2, 2, 2, 2), blue)
  return i32x4.trunc_sat_f32x4_s(f32x4.add(f32x4.add(r, g), f32x4.add(b, offset)))
}

/**
 * Multiplies colors by a matrix, in place. The results are rounded and clipped to 0…255. Alpha does
 * not change.
 * @param count 4-byte pixels
 * @param matrix 12 f32 in three rows, for the new R, G and B; a row has the weights for R, G and B,
 *   and a constant in levels
 */
export function recolor(rgba: usize, count: usize, matrix: usize): void {
  const red = column(matrix, 0)
  const green = column(matrix, 1)
  const blue = column(matrix, 2)
  const offset = f32x4.add(column(matrix, 3), f32x4.splat(0.5))
  for (let at: usize = 0; at < count; at += 4) {
    const left = count - at
    const short = left < 4
    if (short) copy(rgba + 4 * at, TAIL, 4 * left)
    const place = short ? TAIL : rgba + 4 * at
    const pixels = v128.load(place)
    const low = i16x8.extend_low_i8x16_u(pixels)
    const high = i16x8.extend_high_i8x16_u(pixels)
    const a = mix(i32x4.extend_low_i16x8_u(low), red, green, blue, offset)
    const b = mix(i32x4.extend_high_i16x8_u(low), red, green, blue, offset)
    const c = mix(i32x4.extend_low_i16x8_u(high), red, green, blue, offset)
    const d = mix(i32x4.extend_high_i16x8_u(high), red, green, blue, offset)
    const mixed = i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d))
    v128.store(place, v128.bitselect(mixed, pixels, i32x4.splat(0x00ffffff)))
    if (short) copy(TAIL, rgba + 4 * at, 4 * left)
  }
}
