import { encode, lengthOf } from '../../src/engine/mark/code.ts'
import { MODES, type Mode } from '../../src/engine/mark/modes.ts'
import { patternOf } from '../../src/engine/mark/pattern.ts'
import type { Size } from '../../src/engine/picture/size.ts'
import type { MarkKey } from '../../src/signing/url/intent.ts'
import { decode } from './decode.ts'
import {
  deviationOf,
  evidenceOf,
  MIRRORS,
  type Place,
  sumsAt,
  valuesAt,
  type Wanted,
  wantedOf,
} from './evidence.ts'
import { frequenciesOf } from './frequencies.ts'
import { openMap } from './maps.ts'
import type { Rgba } from './picture.ts'
import { residualOf } from './residual.ts'
import { type Position, search } from './search.ts'
import { EQUAL, type Family, type Shape } from './shapes.ts'
import { emptySpectrum, openSpectrum, type ReadSpectrum } from './spectrum.ts'

/** A mark that was read. */
export interface Found {
  /** 8 or 16 hex digits. */
  readonly value: string
  /** Id of the key. */
  readonly key: string
  /** Deviations from chance. */
  readonly score: number
  /** Base-10 logarithm of the bound on finding any mark in a picture that has none of this key. */
  readonly chance: number
  readonly shape: Shape
  readonly mirrored: boolean
}

/** A picture that has no mark of the key is read as one with at most this probability, as a base-10 logarithm. */
export const MAX_CHANCE = -6

/** Offsets and mirrors that are tried with each shape, and finer offsets. */
const PLACES = 128 ** 2 * 4 * 16

/**
 * The bound on a false positive: for a picture, a position and a value that are given, the score exceeds `score` for at
 * most exp(-score² / 2) of all keys, because phases are independent (Hoeffding); the number of positions and values
 * that are tried multiplies it.
 * @param shapes number of shapes that are tried, finer ones included
 * @returns a base-10 logarithm
 */
export function chanceOf(score: number, { bits }: Mode, shapes: number): number {
  return (Math.log(PLACES * shapes) + bits * Math.LN2 - (score * score) / 2) / Math.LN10
}

/** The least score at which a mark is read. */
const minOf = ({ bits }: Mode, shapes: number) =>
  Math.sqrt(2 * (Math.log(PLACES * shapes) + bits * Math.LN2 - MAX_CHANCE * Math.LN10))

/** The waves of a key, mode by mode. */
export interface Waves {
  readonly key: MarkKey
  readonly mode: Mode
  readonly waves: Wanted
  readonly pilots: Wanted
}

/** The waves of a key in both modes. */
export function wavesOf(key: MarkKey): readonly Waves[] {
  return Object.values(MODES).map((mode) => {
    const waves = patternOf(mode, key.streams[mode.bits], lengthOf(mode))
    const pilots = waves.filter(({ bit }) => bit === undefined)
    return { key, mode, waves: wantedOf(waves), pilots: wantedOf(pilots) }
  })
}

/** Weak positions that are tried, for each mode of a key, where all shapes are. */
const CANDIDATES = 100
const NEAR = [-0.75, -0.25, 0.25, 0.75]

/** Steps, each at most half of one between shapes, that are taken to the best shape. */
const MAX_STEPS = 8

/** What the waves say at the best position near one that was found. */
interface Reading extends Place {
  readonly shape: Shape
  readonly values: Float64Array
  readonly deviation: number
}

/** Those of the shape that is tried and of the best one. */
let spectra = [emptySpectrum(), emptySpectrum()] as const

/** @param shapes around that of the position */
function refine(
  read: ReadSpectrum,
  { waves, pilots }: Waves,
  at: Pick<Position, 'shape' | 'mirror' | 'x' | 'y'>,
  shapes: readonly Shape[],
): Reading {
  const [xs, ys] = [NEAR.map((by) => at.x + by), NEAR.map((by) => at.y + by)]
  let best = { score: Number.NEGATIVE_INFINITY, shape: at.shape, x: 0, y: 0 }
  for (const shape of shapes) {
    const [spectrum, other] = spectra
    read(shape, spectrum)
    const evidence = evidenceOf(spectrum, pilots, at.mirror)
    const deviation = deviationOf(evidence)
    for (const [at, sum] of sumsAt(evidence, pilots, xs, ys).entries()) {
      const score = sum / deviation
      const place = { x: xs[at % xs.length] ?? 0, y: ys[Math.floor(at / xs.length)] ?? 0 }
      if (score > best.score) best = { score, shape, ...place }
    }
    if (best.shape === shape) spectra = [other, spectrum]
  }
  const evidence = evidenceOf(spectra[1], waves, at.mirror)
  return { ...best, values: valuesAt(evidence, waves, best), deviation: deviationOf(evidence) }
}

/** The shape of a mark that was read: a position from which it can be read may be some steps off. */
function settle(
  read: ReadSpectrum,
  wanted: Waves,
  { shape, x, y }: Reading,
  mirror: number,
  finerOf: (shape: Shape) => readonly Shape[],
): Shape {
  let at = { shape, x, y }
  for (let step = 0; step < MAX_STEPS; step++) {
    const next = refine(read, wanted, { ...at, mirror }, finerOf(at.shape))
    const isBest =
      next.shape.across === at.shape.across &&
      next.shape.down === at.shape.down &&
      next.shape.turn === at.shape.turn
    at = next
    if (isBest) break
  }
  return at.shape
}

function softBits({ values }: Reading, { mode, waves: { waves } }: Waves) {
  const soft = new Float64Array(lengthOf(mode))
  let pilots = 0
  for (const [index, { bit }] of waves.entries()) {
    if (bit === undefined) pilots += values[index] ?? 0
    else soft[bit] = (soft[bit] ?? 0) + (values[index] ?? 0)
  }
  return { soft, pilots }
}

/** The value that is read at a position, if it can be hardly chance. */
function valueAt(reading: Reading, wanted: Waves, tried: number) {
  const { mode } = wanted
  const { soft, pilots } = softBits(reading, wanted)
  const value = decode(soft, mode, minOf(mode, tried) * reading.deviation - pilots)
  if (value === undefined) return undefined
  const agreeing = encode(value, mode).map((bit, at) => (bit === 1 ? 1 : -1) * (soft[at] ?? 0))
  const score = agreeing.reduce((sum, one) => sum + one, pilots) / reading.deviation
  return { value, score, chance: chanceOf(score, mode, tried) }
}

/** Shapes in which a mark is looked for. */
export interface Plan {
  readonly family: Family
  /** Some or all shapes of the family, in the order in which they are tried. */
  readonly shapes: readonly Shape[]
  /** The share of the family's shapes that they are. */
  readonly share: number
}

/** Shapes of a family for a picture. @param isWanted chooses some of them */
export function planOf(size: Size, family: Family, isWanted: (shape: Shape) => boolean = () => true): Plan {
  const all = family.shapesOf(size)
  const shapes = all.filter(isWanted)
  return { family, shapes, share: shapes.length / all.length }
}

/** Number of shapes that a plan tries, finer ones included. */
export const triedBy = ({ family, shapes }: Plan): number => family.finer * shapes.length

/**
 * Looks for marks of keys in a picture.
 * @param data RGBA
 * @param tried shapes in all, finer ones included, where the picture is looked at more than once
 * @returns the first mark that is hardly chance, or `undefined`
 */
export function detect(
  { data, width, height }: Rgba,
  keys: readonly Waves[],
  plan = planOf({ width, height }, EQUAL),
  tried = triedBy(plan),
): Found | undefined {
  const size = { width, height }
  const { family, shapes, share } = plan
  const count = Math.ceil(CANDIDATES * keys.length * share)
  const read = openSpectrum(frequenciesOf(residualOf(data, width, height)))
  const finerOf = (shape: Shape) => family.finerOf(size, shape)
  const wantedAt = (shape: Shape) => keys.filter(({ mode }) => family.hasMode(mode, size, shape))
  for (const { wanted, at } of search(read, wantedAt, openMap(), shapes, count)) {
    const reading = refine(read, wanted, at, finerOf(at.shape))
    const found = valueAt(reading, wanted, tried)
    if (found === undefined || found.chance > MAX_CHANCE) continue
    const mirror = MIRRORS[at.mirror]
    const shape = settle(read, wanted, reading, at.mirror, finerOf)
    return { ...found, key: wanted.key.id, shape, mirrored: mirror?.x !== mirror?.y }
  }
  return undefined
}
