import { sideKernel } from '../../src/engine/wasm/side-kernel.ts'
import type { Frequencies } from './frequencies.ts'
import { TAPS, windowAt } from './window.ts'

/**
 * Maximum frequency that is read, in periods per pixel. It exceeds one half because slightly higher
 * frequencies of the mark appear in a picture as lower ones (aliasing).
 */
const MAX_FREQUENCY = 0.6

/**
 * Returns `true` if a picture can contain a frequency along one side.
 * @param frequency in periods per pixel
 */
export const isWithin = (frequency: number | undefined): boolean => Math.abs(frequency ?? 1) <= MAX_FREQUENCY

/** Number of 32-bit words that `markInterpolate` reads for a column and for a row. */
const [COLUMN, ROW] = [12, 8]

/**
 * Column and row of each wave, as indices into the frequencies that `read` gets (`columns` for the
 * horizontal direction, `rows` for the vertical).
 */
export interface Points {
  readonly columns: Uint8Array
  readonly rows: Uint8Array
}

/**
 * Reads waves from a picture's Fourier transform. It interpolates, because the waves' frequencies
 * lie between the transform's.
 */
export interface Interpolation {
  /**
   * Each wave's real and imaginary part, alternating. They are valid until `read` is called again.
   */
  readonly values: Float32Array
  /** -1 for each wave whose complex conjugate is stored in `values`, otherwise 1. */
  readonly signs: Int8Array
  /**
   * Reads all waves into `values` and `signs`.
   * @param columns horizontal frequency of each column, in periods per pixel
   * @param rows vertical frequency of each row, in periods per pixel
   * @param turn angle by which the waves are rotated, in radians
   */
  read(columns: Float64Array, rows: Float64Array, turn: number): void
}

/**
 * Opens an interpolation of a picture's Fourier transform.
 * @param points waves that each call of `read` returns
 */
export function openInterpolation(frequencies: Frequencies, points: Points): Interpolation {
  const count = points.columns.length
  const { kernel, across, down, stride, before, address } = frequencies
  const { markInterpolate } = sideKernel(kernel)
  const table = kernel.alloc(count * 4)
  const [columnTable, rowTable] = [COLUMN, ROW].map((words) => kernel.alloc(count * words * 4))
  const out = kernel.alloc(count * 8)
  const { buffer } = kernel.memory
  const shorts = new Uint16Array(buffer, table, 2 * count)
  const places = {
    grid: address,
    points: table,
    count,
    columns: columnTable ?? 0,
    rows: rowTable ?? 0,
    out,
  }
  const [words, floats] = [new Uint32Array(buffer), new Float32Array(buffer)]
  const signs = new Int8Array(count)

  /**
   * Writes a wave column's table entry.
   * @param frequency in periods per pixel, from 0 to 1 / 2
   */
  function placeColumn(index: number, frequency: number): void {
    const at = (columnTable ?? 0) / 4 + index * COLUMN
    const place = frequency * across
    const first = Math.floor(place) - (TAPS / 2 - 1)
    words[at] = (before + first) * 8
    for (let tap = 0; tap < TAPS; tap++) {
      const weight = windowAt(place - first - tap)
      floats[at + 4 + 2 * tap] = weight
      floats[at + 5 + 2 * tap] = weight
    }
  }

  function placeRow(index: number, frequency: number): void {
    const at = (rowTable ?? 0) / 4 + index * ROW
    const place = frequency * down
    const first = Math.floor(place) - (TAPS / 2 - 1)
    for (let tap = 0; tap < TAPS; tap++) {
      words[at + tap] = ((first + tap + down) % down) * stride * 8
      floats[at + TAPS + tap] = windowAt(place - first - tap)
    }
  }

  /**
   * Fills the tables for waves that are not rotated. Such waves share the entries of columns and
   * rows.
   */
  function placeStraight(columns: Float64Array, rows: Float64Array): void {
    for (const [index, frequency] of columns.entries())
      placeColumn(index, isWithin(frequency) ? Math.min(frequency, 1 - frequency) : 0)
    for (const [index, frequency] of rows.entries()) placeRow(index, isWithin(frequency) ? frequency : 0)
    for (let index = 0; index < count; index++) {
      const column = points.columns[index] as number
      const row = points.rows[index] as number
      // A frequency above one half is read as the conjugate of the lower frequency in the opposite
      // row.
      const isConjugate = (columns[column] as number) > 0.5
      shorts[2 * index] = column
      shorts[2 * index + 1] = isConjugate ? rows.length - 1 - row : row
      signs[index] = isConjugate ? -1 : 1
    }
  }

  /** Fills the tables for rotated waves, each of which has its own column and row. */
  function placeTurned(columns: Float64Array, rows: Float64Array, turn: number): void {
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)]
    for (let index = 0; index < count; index++) {
      const a = columns[points.columns[index] as number] as number
      const b = rows[points.rows[index] as number] as number
      const isSeen = isWithin(a) && isWithin(b)
      const x = isSeen ? cos * a + sin * b : 0
      const y = isSeen ? cos * b - sin * a : 0
      const isConjugate = x < 0 || x > 0.5
      placeColumn(index, x > 0.5 ? 1 - x : Math.abs(x))
      placeRow(index, isConjugate ? -y : y)
      shorts[2 * index] = shorts[2 * index + 1] = index
      signs[index] = isConjugate ? -1 : 1
    }
  }

  return {
    values: floats.subarray(out / 4, out / 4 + 2 * count),
    signs,
    read(columns, rows, turn) {
      if (turn === 0) placeStraight(columns, rows)
      else placeTurned(columns, rows, turn)
      markInterpolate(places)
    },
  }
}
