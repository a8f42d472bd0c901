import { TILE } from '../../src/engine/mark/modes.ts'
import { cellsOf, type Wave } from '../../src/engine/mark/pattern.ts'
import { placeOf, type Spectrum } from './spectrum.ts'

/** How a picture was mirrored. */
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

/** Waves of a key, ready to be looked for. */
export interface Wanted {
  readonly waves: readonly Wave[]
  readonly amplitude: Float32Array
  /** Cosine and sine of the phase, times the amplitude. */
  readonly cos: Float32Array
  readonly sin: Float32Array
  /** Places in a spectrum, for each of `MIRRORS`. */
  readonly places: readonly Uint16Array[]
  /** Periods across and down. */
  readonly across: Int8Array
  readonly down: Int8Array
  /** Cells in a transform of the tile, and those of their negatives. */
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

/** A place in the tile, in pixels of the marked output. */
export interface Place {
  readonly x: number
  readonly y: number
}

/** What the waves of a picture add to a mark whose tile has its corner at the centre of the picture. */
export interface Evidence {
  readonly re: Float64Array
  readonly im: Float64Array
  /** Twice its variance, over all keys. */
  readonly energy: number
}

/** @param mirror of `MIRRORS` */
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

/** Places lie at multiples of this share of a pixel. */
const FINE = 4
const TURNS = TILE * FINE
const COS = Float64Array.from({ length: TURNS }, (_, at) => Math.cos((2 * Math.PI * at) / TURNS))
const SIN = Float64Array.from({ length: TURNS }, (_, at) => Math.sin((2 * Math.PI * at) / TURNS))

const turnOf = (wave: number, at: number) => (wave * at * FINE) & (TURNS - 1)

/** What each wave adds to a mark at a place. @param place a multiple of a quarter of a pixel */
export function valuesAt({ re, im }: Evidence, { across, down }: Wanted, { x, y }: Place): Float64Array {
  return Float64Array.from(re, (real, index) => {
    const turn = (turnOf(across[index] ?? 0, x) + turnOf(down[index] ?? 0, y)) & (TURNS - 1)
    return real * (COS[turn] ?? 0) - (im[index] ?? 0) * (SIN[turn] ?? 0)
  })
}

/** The sums of what the waves add to marks at columns and rows, multiples of a quarter of a pixel: row by row. */
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

/** The deviation of a sum of evidence, since the phases of the key are chance. */
export const deviationOf = ({ energy }: Evidence): number => Math.sqrt(Math.max(energy, 1e-30) / 2)

/**
 * Writes the transform of the evidence of all places: the inverse transform has those of one mirror in its real part
 * and those of another in its imaginary part.
 * @param map of a tile; receives numbers at the waves, and keeps the others
 * @returns the deviation of the evidence of each mirror, as the inverse transform has it
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
