import { encode, lengthOf } from '../../src/engine/mark/code.ts'
import { MODES, type Mode } from '../../src/engine/mark/modes.ts'
import { patternOf } from '../../src/engine/mark/pattern.ts'
import type { MarkKey } from '../../src/engine/options/transform-options.ts'
import type { Size } from '../../src/engine/picture/size.ts'
import { chanceOf, MAX_CHANCE, minOf } from './chance.ts'
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

/** A mark that was read from a picture. */
export interface Found {
  /**
   * Value that the mark carries, in hexadecimal digits: 8 digits (32 bits) or 16 digits (64 bits).
   */
  readonly value: string
  /** Id of the key that made the mark. */
  readonly key: string
  /**
   * Agreement between the mark and the picture. The unit is the agreement's standard deviation over
   * random keys.
   */
  readonly score: number
  /**
   * Base-10 logarithm of an upper bound for the probability that the search reads any mark in a
   * picture without a mark of this key.
   */
  readonly chance: number
  readonly shape: Shape
  readonly mirrored: boolean
}

/**
 * Waves (frequencies of the repeating tile) that form all of a key's marks in one mode. `pilots`
 * are the waves that carry no bit and only give the mark's position.
 */
export interface Waves {
  readonly key: MarkKey
  readonly mode: Mode
  readonly waves: Wanted
  readonly pilots: Wanted
}

/** Returns the waves of a key's marks in each mode (32 and 64 bits). */
export function wavesOf(key: MarkKey): readonly Waves[] {
  return Object.values(MODES).map((mode) => {
    const waves = patternOf(mode, key.streams[mode.bits], lengthOf(mode))
    const pilots = waves.filter(({ bit }) => bit === undefined)
    return { key, mode, waves: wantedOf(waves), pilots: wantedOf(pilots) }
  })
}

/**
 * Maximum number of weak positions (of `search`) that are decoded for each key and mode, if the
 * search tries all shapes of a family.
 */
const CANDIDATES = 100
/** Offsets in pixels from a candidate's position at which `refine` tries finer positions. */
const NEAR = [-0.75, -0.25, 0.25, 0.75]

/**
 * Maximum number of steps by which `settle` moves from the shape in which a mark was read towards
 * the mark's actual shape. A step is at most half the distance between two neighboring shapes.
 */
const MAX_STEPS = 8

/**
 * Result of `refine`: the best position and shape near a candidate, and the contribution of each
 * wave there. The bits of the mark are read from `values`.
 */
interface Reading extends Place {
  readonly shape: Shape
  readonly values: Float64Array
  readonly deviation: number
}

/**
 * Two spectra whose memory is reused: the first for the shape that is being tried, the second for
 * the best shape that has been tried so far.
 */
let spectra = [emptySpectrum(), emptySpectrum()] as const

/**
 * Finds the position and shape with the highest score near a candidate.
 * @param shapes shapes (scales and rotations) to try, around the candidate's shape
 */
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

/**
 * Returns a better estimate of the shape (scales and rotation) of a mark that was read. A mark can
 * also be read in a shape that is some steps away from its actual shape.
 */
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

/**
 * Returns a reading's soft bits: for each bit in the code word, its waves' contributions are added.
 * The sign is the bit's value, and the magnitude is the confidence. `pilots` is the sum over the
 * waves that carry no bit.
 */
function softBits({ values }: Reading, { mode, waves: { waves } }: Waves) {
  const soft = new Float64Array(lengthOf(mode))
  let pilots = 0
  for (const [index, { bit }] of waves.entries()) {
    if (bit === undefined) pilots += values[index] ?? 0
    else soft[bit] = (soft[bit] ?? 0) + (values[index] ?? 0)
  }
  return { soft, pilots }
}

/**
 * Decodes the mark's value at a position. Returns `undefined` if no value is distinguishable from
 * chance.
 * @param tried number of shapes that the search tries
 */
function valueAt(reading: Reading, wanted: Waves, tried: number) {
  const { mode } = wanted
  const { soft, pilots } = softBits(reading, wanted)
  const value = decode(soft, mode, minOf(mode, tried) * reading.deviation - pilots)
  if (value === undefined) return undefined
  const agreeing = encode(value, mode).map((bit, at) => (bit === 1 ? 1 : -1) * (soft[at] ?? 0))
  const score = agreeing.reduce((sum, one) => sum + one, pilots) / reading.deviation
  return { value, score, chance: chanceOf(score, mode, tried) }
}

/**
 * Shapes (scales and rotations) that a search tries for a copy, the picture that may have a mark.
 */
export interface Plan {
  readonly family: Family
  /** Some or all shapes in the family, in search order. */
  readonly shapes: readonly Shape[]
  /** Share of the family's shapes that `shapes` contains, from 0 to 1. */
  readonly share: number
}

/**
 * Returns the search plan for a family's shapes.
 * @param isWanted filter that selects the shapes to try; by default all
 */
export function planOf(size: Size, family: Family, isWanted: (shape: Shape) => boolean = () => true): Plan {
  const all = family.shapesOf(size)
  const shapes = all.filter(isWanted)
  return { family, shapes, share: shapes.length / all.length }
}

/** Returns the number of shapes that a plan tries, including finer shapes. */
export const triedBy = ({ family, shapes }: Plan): number => family.finer * shapes.length

/**
 * Searches a picture for marks of the given keys.
 * @param data pixels as RGBA
 * @param tried number of shapes that are tried in total, including finer shapes. It exceeds the
 * number of the plan if the picture is searched several times, for example at several sizes.
 * @returns the first mark that is distinguishable from chance, or `undefined`
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
