import { encode, lengthOf } from '../../src/mark/code.ts'
import { MODES, type Mode } from '../../src/mark/modes.ts'
import { patternOf } from '../../src/mark/pattern.ts'
import type { MarkKey } from '../../src/url/intent.ts'
import { decode } from './decode.ts'
import { deviationOf, evidenceOf, MIRRORS, sumsAt, valuesAt, type Wanted, wantedOf } from './evidence.ts'
import { frequenciesOf } from './frequencies.ts'
import { openMap } from './maps.ts'
import { residualOf } from './residual.ts'
import { type Position, scalesOf, search, stepAt } from './search.ts'
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
  readonly scale: number
  readonly mirrored: boolean
}

/** A picture that has no mark of the key is read as one with at most this probability, as a base-10 logarithm. */
export const MOST_CHANCE = -6

/** Offsets, mirrors, and finer scales and offsets that are tried at each scale. */
const PLACES = 128 ** 2 * 4 * 5 * 16

/**
 * The bound on a false positive: for a picture, a position and a value that are given, the score exceeds `score` for at
 * most exp(-score² / 2) of all keys, because phases are independent (Hoeffding); the number of positions and values
 * that are tried multiplies it.
 * @returns a base-10 logarithm
 */
export function chanceOf(score: number, { bits }: Mode, scales: number): number {
  return (Math.log(PLACES * scales) + bits * Math.LN2 - (score * score) / 2) / Math.LN10
}

/** The least score at which a mark is read. */
const leastOf = ({ bits }: Mode, scales: number) =>
  Math.sqrt(2 * (Math.log(PLACES * scales) + bits * Math.LN2 - MOST_CHANCE * Math.LN10))

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

/** Weak positions that are tried, for each mode of a key, where all scales are. */
const CANDIDATES = 100
const FINER = [-0.5, -0.25, 0, 0.25, 0.5]
const NEAR = [-0.75, -0.25, 0.25, 0.75]

/** What the waves say at the best position near one that was found. */
interface Reading {
  readonly scale: number
  readonly values: Float64Array
  readonly deviation: number
}

const spectra = FINER.map(emptySpectrum)

function refine(read: ReadSpectrum, { waves, pilots }: Waves, at: Position, step: number): Reading {
  const [xs, ys] = [NEAR.map((by) => at.x + by), NEAR.map((by) => at.y + by)]
  let best = { score: Number.NEGATIVE_INFINITY, scale: at.scale, spectrum: emptySpectrum(), x: 0, y: 0 }
  for (const [index, spectrum] of spectra.entries()) {
    const scale = at.scale * (1 + (FINER[index] ?? 0) * step)
    read(scale, spectrum)
    const evidence = evidenceOf(spectrum, pilots, at.mirror)
    const deviation = deviationOf(evidence)
    for (const [at, sum] of sumsAt(evidence, pilots, xs, ys).entries()) {
      const score = sum / deviation
      const place = { x: xs[at % xs.length] ?? 0, y: ys[Math.floor(at / xs.length)] ?? 0 }
      if (score > best.score) best = { score, scale, spectrum, ...place }
    }
  }
  const evidence = evidenceOf(best.spectrum, waves, at.mirror)
  return { scale: best.scale, values: valuesAt(evidence, waves, best), deviation: deviationOf(evidence) }
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
function valueAt(reading: Reading, wanted: Waves, scales: number) {
  const { mode } = wanted
  const { soft, pilots } = softBits(reading, wanted)
  const value = decode(soft, mode, leastOf(mode, scales) * reading.deviation - pilots)
  if (value === undefined) return undefined
  const agreeing = encode(value, mode).map((bit, at) => (bit === 1 ? 1 : -1) * (soft[at] ?? 0))
  const score = agreeing.reduce((sum, one) => sum + one, pilots) / reading.deviation
  return { value, score, chance: chanceOf(score, mode, scales) }
}

/**
 * Looks for marks of keys in a picture.
 * @param data RGBA
 * @param scales pixels of the marked output to one of the picture, in the order in which they are tried
 * @param tried scales in all, where the picture is looked at more than once
 * @returns the first mark that is hardly chance, or `undefined`
 */
export function detect(
  data: Uint8Array,
  width: number,
  height: number,
  keys: readonly Waves[],
  scales = scalesOf({ width, height }),
  tried = scales.length,
): Found | undefined {
  const share = scales.length / scalesOf({ width, height }).length
  const count = Math.ceil(CANDIDATES * keys.length * share)
  const read = openSpectrum(frequenciesOf(residualOf(data, width, height)))
  for (const { wanted, at } of search(read, keys, openMap(), scales, count)) {
    const reading = refine(read, wanted, at, stepAt({ width, height }, at.scale))
    const found = valueAt(reading, wanted, tried)
    if (found === undefined || found.chance > MOST_CHANCE) continue
    const mirror = MIRRORS[at.mirror]
    return { ...found, key: wanted.key.id, scale: reading.scale, mirrored: mirror?.x !== mirror?.y }
  }
  return undefined
}
