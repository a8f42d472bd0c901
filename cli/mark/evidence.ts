import { TILE } from '../../src/engine/mark/modes.ts'
import { cellsOf, type Wave } from '../../src/engine/mark/pattern.ts'
import { placeOf, type Spectrum } from './spectrum.ts'

/** Directions in which a picture may have been mirrored: `x` left to right, `y` top to bottom. */
export interface Mirror {
  readonly x: boolean
  readonly y: boolean
}

export const MIRRORS: readonly Mirror[] = [
  { x: false, y: false },
  { x: true, y: false },
  { x: false, y: true },
  { x: true, y: true },
]

/** A key's waves (frequencies of the mark's tile), as arrays with one entry for each wave. */
export interface Wanted {
  readonly waves: readonly Wave[]
  readonly amplitude: Float32Array
  /** Cosine and sine of the wave's phase, multiplied by its amplitude. */
  readonly cos: Float32Array
  readonly sin: Float32Array
  /** Index of each wave in a `Spectrum`, as one array for each entry of `MIRRORS`. */
  readonly places: readonly Uint16Array[]
  /** Periods per wave across the tile's width (`across`) and down its height (`down`). */
  readonly across: Int8Array
  readonly down: Int8Array
  /**
   * Indices of the waves (`cells`) and of their negative frequencies (`negatives`) in a Fourier
   * transform of the tile.
   */
  readonly cells: Uint16Array
  readonly negatives: Uint16Array
}

export function wantedOf(waves: readonly Wave[]): Wanted {
  return {
    waves,
    amplitude: Float32Array.from(waves, ({ amplitude }) => amplitude),
    cos: Float32Array.from(waves, ({ amplitude, cos }) => amplitude * cos),
    sin: Float32Array.from(waves, ({ amplitude, sin }) => amplitude * sin),
    places: MIRRORS.map((mirror) =>
      Uint16Array.from(waves, ({ x, y }) => placeOf(mirror.x ? -x : x, mirror.y ? -y : y)),
    ),
    across: Int8Array.from(waves, ({ x }) => x),
    down: Int8Array.from(waves, ({ y }) => y),
    cells: Uint16Array.from(waves, (wave) => cellsOf(wave)[0]),
    negatives: Uint16Array.from(waves, (wave) => cellsOf(wave)[1]),
  }
}

/** Offset within the mark's tile, in pixels of the picture that was marked. */
export interface Place {
  readonly x: number
  readonly y: number
}

/**
 * Each wave's contribution to the score of a mark whose tile has its corner in the picture's
 * center. Contributions are complex numbers. For any other tile position, each number is only
 * multiplied by a phase.
 */
export interface Evidence {
  readonly re: Float64Array
  readonly im: Float64Array
  /** Twice the variance of the total contribution, if the key is random. */
  readonly energy: number
}

/**
 * Computes each wave's contribution to the score that a key's mark has in a picture.
 * @param mirror index of the picture's mirroring in `MIRRORS`
 */
export function evidenceOf({ re, im }: Spectrum, wanted: Wanted, mirror: number): Evidence {
  const { amplitude, cos, sin, places, cells } = wanted
  const at = places[mirror] ?? cells
  const evidence = { re: new Float64Array(cells.length), im: new Float64Array(cells.length) }
  let energy = 0
  for (let index = 0; index < cells.length; index++) {
    const place = at[index] as number
    const a = re[place] as number
    const b = im[place] as number
    const c = cos[index] as number
    const s = sin[index] as number
    evidence.re[index] = a * c + b * s
    evidence.im[index] = b * c - a * s
    energy += (amplitude[index] as number) ** 2 * (a * a + b * b)
  }
  return { ...evidence, energy }
}

/** Steps per pixel for positions: coordinates are multiples of a quarter pixel. */
const FINE = 4
const TURNS = TILE * FINE
const COS = Float64Array.from({ length: TURNS }, (_, at) => Math.cos((2 * Math.PI * at) / TURNS))
const SIN = Float64Array.from({ length: TURNS }, (_, at) => Math.sin((2 * Math.PI * at) / TURNS))

const turnOf = (wave: number, at: number) => (wave * at * FINE) & (TURNS - 1)

/**
 * Returns each wave's contribution to a mark's score at a position.
 * @param place position within the tile in pixels; both coordinates are multiples of a quarter
 *   (`FINE`)
 */
export function valuesAt({ re, im }: Evidence, { across, down }: Wanted, { x, y }: Place): Float64Array {
  return Float64Array.from(re, (real, index) => {
    const turn = (turnOf(across[index] ?? 0, x) + turnOf(down[index] ?? 0, y)) & (TURNS - 1)
    return real * (COS[turn] ?? 0) - (im[index] ?? 0) * (SIN[turn] ?? 0)
  })
}

/**
 * Returns the scores for all positions that combine the columns `xs` and the rows `ys`, row by row.
 * A score is the total contribution of all waves. Coordinates are in pixels and are multiples of a
 * quarter (`FINE`).
 */
export function sumsAt(
  { re, im }: Evidence,
  { across, down }: Wanted,
  xs: readonly number[],
  ys: readonly number[],
): Float64Array {
  const sums = new Float64Array(xs.length * ys.length)
  for (let index = 0; index < re.length; index++) {
    const real = re[index] as number
    const imaginary = im[index] as number
    for (let row = 0, at = 0; row < ys.length; row++) {
      const turn = turnOf(down[index] as number, ys[row] as number)
      const a = real * (COS[turn] as number) - imaginary * (SIN[turn] as number)
      const b = real * (SIN[turn] as number) + imaginary * (COS[turn] as number)
      for (let column = 0; column < xs.length; column++, at++) {
        const other = turnOf(across[index] as number, xs[column] as number)
        sums[at] = (sums[at] as number) + a * (COS[other] as number) - b * (SIN[other] as number)
      }
    }
  }
  return sums
}

/** Returns the standard deviation of the total contribution, if the key is random. */
export const deviationOf = ({ energy }: Evidence): number => Math.sqrt(Math.max(energy, 1e-30) / 2)

/**
 * Writes the Fourier transform of a score map, which has a mark's score at each tile position.
 * After the inverse transform, the map's real part has the scores for the first mirroring, and the
 * imaginary part the scores for the second. The last parameter has both mirrorings' indices in
 * `MIRRORS`.
 * @param map a tile's map; only the elements for the waves are written, so the others must be 0
 * @returns the standard deviation of the scores for each mirroring, in the unit of the inverse
 *   transform
 */
export function writeEvidence(
  map: Spectrum,
  { re, im }: Spectrum,
  { amplitude, cos, sin, places, cells, negatives }: Wanted,
  [first, second]: readonly [number, number],
): readonly [number, number] {
  const [one, other] = [places[first] ?? cells, places[second] ?? cells]
  let energy = 0
  let otherEnergy = 0
  for (let index = 0; index < cells.length; index++) {
    const square = (amplitude[index] as number) ** 2
    const c = cos[index] as number
    const s = sin[index] as number
    const p = one[index] as number
    const q = other[index] as number
    const a = re[p] as number
    const b = im[p] as number
    const d = re[q] as number
    const e = im[q] as number
    energy += square * (a * a + b * b)
    otherEnergy += square * (d * d + e * e)
    const f = a * c + b * s
    const g = b * c - a * s
    const h = d * c + e * s
    const i = e * c - d * s
    const cell = cells[index] as number
    const negative = negatives[index] as number
    map.re[cell] = f - i
    map.im[cell] = g + h
    map.re[negative] = f + i
    map.im[negative] = h - g
  }
  return [Math.sqrt(2 * energy), Math.sqrt(2 * otherEnergy)]
}
