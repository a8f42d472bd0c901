import { AFV_BASIS } from './afv-basis.ts'
import { inverseDct, type Target } from './inverse-dct.ts'
import type { Strategy } from './strategies.ts'

type Coefficients = Float64Array

/** Moves a place within a block. */
const move = ({ data, at, stride }: Target, x: number, y: number): Target => ({
  data,
  at: at + y * stride + x,
  stride,
})

/** Sums and differences that turn the four lowest coefficients into the means of four quarters. */
function quarterMeans(c: Coefficients): number[] {
  const [a = 0, b = 0, d = 0, e = 0] = [c[0], c[1], c[8], c[9]]
  return [a + b + d + e, a + b - d - e, a - b + d - e, a - b - d + e]
}

/** Place of a part's first coefficient, and distances between columns and rows. */
interface Part {
  readonly first: number
  readonly columns: number
  readonly across: number
  readonly down: number
}

/** Coefficients for one part of a block whose parts alternate. The mean replaces the first one. */
function partOf(c: Coefficients, { first, columns, across, down }: Part, mean: number): Coefficients {
  const part = new Float64Array(4 * columns)
  for (let y = 0, to = 0; y < 4; y++) {
    for (let x = 0; x < columns; x++, to++) part[to] = c[first + y * down + x * across] as number
  }
  part[0] = mean
  return part
}

/**
 * Four blocks of 4 × 4 samples, with a DCT or without (ISO/IEC 18181-1:2022, annex I, inverse DCT).
 */
function quarters(c: Coefficients, to: Target, write: (part: Coefficients, to: Target) => void): void {
  for (const [at, mean] of quarterMeans(c).entries()) {
    const [x, y] = [at & 1, at >> 1]
    const part = partOf(c, { first: 8 * y + x, columns: 4, across: 2, down: 16 }, mean)
    write(part, move(to, 4 * x, 4 * y))
  }
}

/** Samples that are stored as differences from one of them, whose place has the mean. */
function writeIdentity(part: Coefficients, { data, at, stride }: Target): void {
  let base = (part[0] as number) * (1 + 1 / 16)
  for (const entry of part) base -= entry / 16
  for (let index = 0; index < 16; index++) {
    data[at + (index >> 2) * stride + (index & 3)] = (part[index] as number) + base
  }
  // The middle sample is the base. The first sample's place holds the middle sample's difference.
  data[at] = (part[5] as number) + base
  data[at + stride + 1] = base
}

/** Two blocks of 4 × 8 or 8 × 4 samples. */
function halves(c: Coefficients, to: Target, isWide: boolean): void {
  const [sum, difference] = [(c[0] ?? 0) + (c[8] ?? 0), (c[0] ?? 0) - (c[8] ?? 0)]
  for (const [at, mean] of [sum, difference].entries()) {
    const part = partOf(c, { first: 8 * at, columns: 8, across: 1, down: 16 }, mean)
    if (isWide) inverseDct(part, 4, 8, move(to, 0, 4 * at))
    else inverseDct(part, 8, 4, move(to, 4 * at, 0))
  }
}

/** Memory for one block. */
const squares = [new Float64Array(64), new Float64Array(64)] as const

/** Joins four coefficient squares to smaller squares' means, three times. */
function writeDct2(c: Coefficients, to: Target): void {
  const [from, result] = squares
  result.set(c.subarray(0, 64))
  for (let size = 1; size < 8; size *= 2) {
    from.set(result)
    for (let at = 0; at < size * size; at++) {
      const x = at % size
      const y = Math.floor(at / size)
      const a = from[y * 8 + x] as number
      const b = from[y * 8 + size + x] as number
      const d = from[(y + size) * 8 + x] as number
      const e = from[(y + size) * 8 + size + x] as number
      const corner = 16 * y + 2 * x
      result[corner] = a + b + d + e
      result[corner + 1] = a + b - d - e
      result[corner + 8] = a - b + d - e
      result[corner + 9] = a - b - d + e
    }
  }
  for (let at = 0; at < 64; at++) to.data[to.at + (at >> 3) * to.stride + (at & 7)] = result[at] as number
}

/**
 * A corner with its own transform, beside 4 × 4 and 4 × 8 blocks (ISO/IEC 18181-1:2022, annex I,
 * inverse DCT).
 */
function writeAfv(c: Coefficients, to: Target, corner: number): void {
  const [right, bottom] = [corner & 1, corner >> 1]
  const [a = 0, b = 0, d = 0] = [c[0], c[1], c[8]]
  const own = partOf(c, { first: 0, columns: 4, across: 2, down: 16 }, 4 * (a + d + b))
  for (let at = 0; at < 16; at++) {
    const [x, y] = [at & 3, at >> 2]
    const from = (bottom === 1 ? 3 - y : y) * 4 + (right === 1 ? 3 - x : x)
    let sample = 0
    for (let index = 0; index < 16; index++) {
      sample += (own[index] as number) * (AFV_BASIS[16 * index + from] as number)
    }
    to.data[to.at + (4 * bottom + y) * to.stride + 4 * right + x] = sample
  }
  const square = partOf(c, { first: 1, columns: 4, across: 2, down: 16 }, a + d - b)
  inverseDct(square, 4, 4, move(to, 4 - 4 * right, 4 * bottom))
  const half = partOf(c, { first: 8, columns: 8, across: 1, down: 16 }, a - d)
  inverseDct(half, 4, 8, move(to, 0, 4 - 4 * bottom))
}

/** Writes the samples of a varblock (ISO/IEC 18181-1:2022, annex I, inverse DCT). */
export function writeSamples(c: Coefficients, { kind, rows, columns, corner }: Strategy, to: Target): void {
  switch (kind) {
    case 'dct':
      inverseDct(c, 8 * rows, 8 * columns, to)
      break
    case 'identity':
      quarters(c, to, writeIdentity)
      break
    case 'dct2':
      writeDct2(c, to)
      break
    case 'dct4':
      quarters(c, to, (part, at) => inverseDct(part, 4, 4, at))
      break
    case 'dct4x8':
      halves(c, to, true)
      break
    case 'dct8x4':
      halves(c, to, false)
      break
    case 'afv':
      writeAfv(c, to, corner)
      break
  }
}
