import { type Mode, TILE } from '../../src/mark/modes.ts'
import type { Wave } from '../../src/mark/pattern.ts'
import { evidenceOf, type Mirror, powersOf } from './evidence.ts'
import type { Residual } from './residual.ts'
import { fold, type Transformer } from './spectrum.ts'

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

/** The scales at which a mark is looked for: as many as its edges need. */
export function scalesOf({ width, height }: Pick<Residual, 'width' | 'height'>): readonly number[] {
  const scales: number[] = []
  for (let scale = LEAST; scale <= MOST; scale *= 1 + stepAt(width, height, scale)) scales.push(scale)
  return scales
}

/** The relative step between scales. */
export const stepAt = (width: number, height: number, scale: number) =>
  (4 * OFF) / (Math.max(width, height) * scale)

const cellAt = (x: number, y: number) => ((y + TILE) % TILE) * TILE + ((x + TILE) % TILE)

/** Writes the transform of two maps, one as the real and one as the imaginary part. */
function writeMaps(
  transformer: Transformer,
  first: ReturnType<typeof evidenceOf>,
  second: ReturnType<typeof evidenceOf>,
): void {
  const { re, im } = transformer
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

const energyOf = (evidence: ReturnType<typeof evidenceOf>) =>
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

/**
 * Looks for the pilots at all scales, mirrored or not.
 * @returns the positions that stand out, best first, at most `count` of each of `wanted`
 */
export function search(
  residual: Residual,
  wanted: readonly Wanted[],
  transformer: Transformer,
  count: number,
  scales = scalesOf(residual),
): readonly (readonly Position[])[] {
  const found: Position[][] = wanted.map(() => [])
  const bars = wanted.map(() => 4)
  const spectrum = { re: new Float32Array(TILE * TILE), im: new Float32Array(TILE * TILE) }
  for (const scale of scales) {
    fold(residual, scale, transformer.re)
    transformer.im.fill(0)
    transformer.forward()
    spectrum.re.set(transformer.re)
    spectrum.im.set(transformer.im)
    for (const [index, { mode, pilots }] of wanted.entries()) {
      const list = found[index]
      if (!list) continue
      const powers = powersOf(spectrum, mode)
      for (const pair of [MIRRORS.slice(0, 2), MIRRORS.slice(2)]) {
        const [first = [], second = []] = pair.map((mirror) => evidenceOf(spectrum, powers, pilots, mirror))
        writeMaps(transformer, first, second)
        transformer.inverse()
        for (const [part, evidence] of [first, second].entries()) {
          const mirror = pair[part]
          if (!mirror) continue
          const deviation = Math.sqrt(2 * energyOf(evidence))
          const map = part === 0 ? transformer.re : transformer.im
          for (const peak of peaks(map, deviation, bars[index] ?? 4)) list.push({ scale, mirror, ...peak })
        }
      }
      if (list.length > 4 * count) {
        list.sort((a, b) => b.score - a.score)
        list.length = count
        bars[index] = list.at(-1)?.score ?? 4
      }
    }
  }
  for (const list of found) {
    list.sort((a, b) => b.score - a.score)
    list.length = Math.min(list.length, count)
  }
  return found
}
