import { FLOAT } from './cell'

/** Length in bytes of a complex number: two f32. */
const COMPLEX: usize = 2 * FLOAT

/**
 * Parameters for `markInterpolate`. A point is a position in the grid between four columns and four
 * rows.
 */
@unmanaged
class Interpolation {
  /** Address of the grid's complex numbers, row by row. */
  grid: usize
  /** Address of two u16 for each point: an index into the table `columns` and one into `rows`. */
  points: usize
  count: usize
  /**
   * Address of a table with horizontal positions. An entry has 12 32-bit words: the first column's
   * byte offset in a row, three unused words, and eight f32 (the four columns' weights, each
   * twice).
   */
  columns: usize
  /**
   * Address of a table with vertical positions. An entry has 8 32-bit words: the four rows' byte
   * offsets in the grid, and each row's weight as f32.
   */
  rows: usize
  /** Receives a complex number for each point. */
  out: usize
}

/**
 * Interpolates complex numbers at points in a grid. Each result is the weighted sum of the numbers
 * in four columns and four rows.
 */
export function markInterpolate(values: Interpolation): void {
  const grid = values.grid
  const points = values.points
  const count = values.count
  const columns = values.columns
  const rows = values.rows
  const out = values.out
  for (let i: usize = 0; i < count; i++) {
    const column = columns + <usize>load<u16>(points + 4 * i) * 48
    const row = rows + <usize>load<u16>(points + 4 * i + 2) * 32
    const from = grid + <usize>load<u32>(column)
    const left = v128.load(column + 16)
    const right = v128.load(column + 32)
    let sum = f32x4.splat(0)
    for (let tap: usize = 0; tap < 4; tap++) {
      const at = from + <usize>load<u32>(row + tap * 4)
      const across = f32x4.add(f32x4.mul(v128.load(at), left), f32x4.mul(v128.load(at + 16), right))
      sum = f32x4.add(sum, f32x4.mul(across, f32x4.splat(load<f32>(row + 16 + tap * FLOAT))))
    }
    const both = f32x4.add(sum, i64x2.shuffle(sum, sum, 1, 0))
    store<f64>(out + i * COMPLEX, f64x2.extract_lane(both, 0))
  }
}

/**
 * Finds the maximum in each row of a float square.
 * @param size square side, a multiple of 4
 * @param out receives one f32 for each row
 */
export function markLargest(square: usize, size: usize, out: usize): void {
  const row = size * FLOAT
  for (let y: usize = 0; y < size; y++) {
    let largest = v128.load(square + y * row)
    for (let x: usize = 16; x < row; x += 16) largest = f32x4.pmax(largest, v128.load(square + y * row + x))
    largest = f32x4.pmax(largest, i32x4.shuffle(largest, largest, 2, 3, 0, 1))
    largest = f32x4.pmax(largest, i32x4.shuffle(largest, largest, 1, 0, 3, 2))
    store<f32>(out + y * FLOAT, f32x4.extract_lane(largest, 0))
  }
}
