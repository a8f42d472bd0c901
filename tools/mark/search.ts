import { type Mode, TILE } from '../../src/mark/modes.ts'
import type { Wave } from '../../src/mark/pattern.ts'
import { type Evidence, evidenceOf, type Mirror, powersOf } from './evidence.ts'
import type { Residual } from './residual.ts'
import { fold, type Spectrum, type Transformer } from './spectrum.ts'

/** What is looked for: the waves of a key in a mode. */
export interface Wanted {
  readonly mode: Mode
  readonly pilots: readonly Wave[]
}

/** Where a mark may lie. */
export interface Position {
  readonly scale: number
  readonly mirror: Mirror
  /** Of the picture's centre in the tile, in pixels of the marked output. */
  readonly x: number
  readonly y: number
  /** How far the pilots are from chance, in deviations. */
  readonly score: number
}

export const MIRRORS: readonly Mirror[] = [
  { x: false, y: false },
  { x: true, y: false },
  { x: false, y: true },
  { x: true, y: true },
]

/** Pictures enlarged by up to 1 / LEAST, and reduced to 1 / MOST. */
const [LEAST, MOST] = [0.6, 4.4]
/** By how many pixels of the marked output the edges may be off. */
const OFF = 0.9

/** The scales at which a mark is looked for, as many as its edges need; those near 1 first. */
export function scalesOf({ width, height }: Pick<Residual, 'width' | 'height'>): readonly number[] {
  const scales: number[] = []
  for (let scale = LEAST; scale <= MOST; scale *= 1 + stepAt(width, height, scale)) scales.push(scale)
  return scales.sort((a, b) => Math.abs(Math.log(a)) - Math.abs(Math.log(b)))
}

/** The relative step between scales. */
export const stepAt = (width: number, height: number, scale: number) =>
  (4 * OFF) / (Math.max(width, height) * scale)

const cellAt = (x: number, y: number) => ((y + TILE) % TILE) * TILE + ((x + TILE) % TILE)

/** Writes the transform of two maps, one as the real and one as the imaginary part. */
function writeMaps(
  { re, im }: Transformer,
  [first = [], second = []]: readonly (readonly Evidence[])[],
): void {
  re.fill(0)
  im.fill(0)
  for (const [index, { wave, re: a, im: b }] of first.entries()) {
    const [c, d] = [second[index]?.re ?? 0, second[index]?.im ?? 0]
    const cell = cellAt(wave.x, wave.y)
    const negative = cellAt(-wave.x, -wave.y)
    re[cell] = a - d
    im[cell] = b + c
    re[negative] = a + d
    im[negative] = c - b
  }
}

const energyOf = (evidence: readonly Evidence[]) =>
  evidence.reduce((sum, { re, im }) => sum + re * re + im * im, 0)

/** The best places of a map, one a row at most. */
function peaks(map: Float32Array, deviation: number, least: number) {
  const found: { x: number; y: number; score: number }[] = []
  for (let y = 0; y < TILE; y++) {
    let best = -1
    let most = least * deviation
    for (let x = 0; x < TILE; x++) {
      const value = map[y * TILE + x] as number
      if (value > most) {
        most = value
        best = x
      }
    }
    if (best >= 0) found.push({ x: best, y, score: most / deviation })
  }
  return found
}

/** Pilots that stand out this far are hardly chance: they are read at once. */
const STRONG = 6.5
/** The weakest that are kept. */
const WEAK = 4

/** A position, and which of the wanted it is of. */
export interface Candidate<T> {
  readonly wanted: T
  readonly at: Position
}

function* peaksAt<T extends Wanted>(
  spectrum: Spectrum,
  wanted: T,
  transformer: Transformer,
  scale: number,
  least: number,
): Generator<Candidate<T>> {
  const powers = powersOf(spectrum)
  for (const pair of [MIRRORS.slice(0, 2), MIRRORS.slice(2)]) {
    const both = pair.map((mirror) => evidenceOf(spectrum, powers, wanted.pilots, mirror))
    writeMaps(transformer, both)
    transformer.inverse()
    for (const [part, mirror] of pair.entries()) {
      const deviation = Math.sqrt(2 * energyOf(both[part] ?? []))
      const map = part === 0 ? transformer.re : transformer.im
      for (const peak of peaks(map, deviation, least)) yield { wanted, at: { scale, mirror, ...peak } }
    }
  }
}

/**
 * Looks for the pilots at all scales, mirrored or not.
 * @param scales in the order in which they are tried
 * @param count of the positions that are kept
 * @returns strong positions as soon as they are found, then the others, best first
 */
export function* search<T extends Wanted>(
  residual: Residual,
  wanted: readonly T[],
  transformer: Transformer,
  scales: readonly number[],
  count: number,
): Generator<Candidate<T>> {
  const spectrum = { re: new Float32Array(TILE * TILE), im: new Float32Array(TILE * TILE) }
  let kept: Candidate<T>[] = []
  let least = WEAK
  for (const scale of scales) {
    fold(residual, scale, transformer.re)
    transformer.im.fill(0)
    transformer.forward()
    spectrum.re.set(transformer.re)
    spectrum.im.set(transformer.im)
    const found = wanted.flatMap((one) => [...peaksAt(spectrum, one, transformer, scale, least)])
    yield* best(found.filter(({ at }) => at.score >= STRONG))
    kept.push(...found.filter(({ at }) => at.score < STRONG))
    if (kept.length > 4 * count) {
      kept = best(kept).slice(0, count)
      least = kept.at(-1)?.at.score ?? WEAK
    }
  }
  yield* best(kept).slice(0, count)
}

function best<T>(candidates: readonly Candidate<T>[]): Candidate<T>[] {
  return candidates.toSorted((a, b) => b.at.score - a.at.score)
}
