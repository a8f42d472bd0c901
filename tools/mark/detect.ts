import { encode, lengthOf } from '../../src/mark/code.ts'
import { MODES, type Mode } from '../../src/mark/modes.ts'
import { patternOf, type Wave } from '../../src/mark/pattern.ts'
import type { MarkKey } from '../../src/url/intent.ts'
import { decode } from './decode.ts'
import { deviations, evidenceOf, powersOf, scoreAt, turned } from './evidence.ts'
import { type Residual, residualOf } from './residual.ts'
import { type Position, scalesOf, search, stepAt } from './search.ts'
import { fold, openTransformer, type Transformer } from './spectrum.ts'

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

/** The waves of a key, mode by mode. */
export interface Waves {
  readonly key: MarkKey
  readonly mode: Mode
  readonly waves: readonly Wave[]
  readonly pilots: readonly Wave[]
}

/** The waves of a key in both modes. */
export function wavesOf(key: MarkKey): readonly Waves[] {
  return Object.values(MODES).map((mode) => {
    const waves = patternOf(mode, key.streams[mode.bits], lengthOf(mode))
    return { key, mode, waves, pilots: waves.filter(({ bit }) => bit === undefined) }
  })
}

/** Weak positions that are tried. */
const CANDIDATES = 200
const FINER = [-0.5, -0.25, 0, 0.25, 0.5]
const NEAR = [-0.75, -0.25, 0.25, 0.75]

interface Reading {
  readonly score: number
  readonly sums: ReturnType<typeof turned>
  readonly scale: number
}

/** The best position near one that was found. */
function refine(
  residual: Residual,
  { waves, pilots }: Waves,
  at: Position,
  transformer: Transformer,
): Reading {
  const step = stepAt(residual.width, residual.height, at.scale)
  const tries = FINER.map((by) => {
    const scale = at.scale * (1 + by * step)
    fold(residual, scale, transformer.re)
    transformer.im.fill(0)
    transformer.forward()
    const powers = powersOf(transformer)
    const evidence = evidenceOf(transformer, powers, pilots, at.mirror)
    const places = NEAR.flatMap((x) => NEAR.map((y) => ({ x: at.x + x, y: at.y + y })))
    const scored = places.map((place) => ({
      ...place,
      score: scoreAt(evidence, place.x, place.y),
    }))
    const best = scored.reduce((a, b) => (b.score > a.score ? b : a))
    return { ...best, scale }
  })
  const best = tries.reduce((a, b) => (b.score > a.score ? b : a))
  fold(residual, best.scale, transformer.re)
  transformer.im.fill(0)
  transformer.forward()
  const powers = powersOf(transformer)
  const sums = turned(evidenceOf(transformer, powers, waves, at.mirror), best.x, best.y)
  return { score: best.score, sums, scale: best.scale }
}

function softBits({ sums }: Reading, mode: Mode): Float64Array {
  const soft = new Float64Array(lengthOf(mode))
  for (const { wave, value } of sums)
    if (wave.bit !== undefined) soft[wave.bit] = (soft[wave.bit] as number) + value
  return soft
}

function scoreOf({ sums }: Reading, value: string, mode: Mode): number {
  const word = encode(value, mode)
  const signed = sums.map(({ wave, value, energy }) => ({
    value: wave.bit === undefined || word[wave.bit] === 1 ? value : -value,
    energy,
  }))
  return deviations(signed)
}

/**
 * Looks for marks of keys in a picture.
 * @param data RGBA
 * @param scales pixels of the marked output to one of the picture, in the order in which they are tried
 * @returns the mark that is least likely by chance, or `undefined`
 */
export function detect(
  data: Uint8Array,
  width: number,
  height: number,
  keys: readonly Waves[],
  scales = scalesOf({ width, height }),
): Found | undefined {
  const residual = residualOf(data, width, height)
  const transformer = openTransformer()
  for (const { wanted, at } of search(residual, keys, transformer, scales, CANDIDATES)) {
    const { mode, key } = wanted
    const reading = refine(residual, wanted, at, transformer)
    const value = decode(softBits(reading, mode), mode)
    if (value === undefined) continue
    const score = scoreOf(reading, value, mode)
    const chance = chanceOf(score, mode, scales.length)
    if (chance <= MOST_CHANCE)
      return {
        value,
        key: key.id,
        score,
        chance,
        scale: reading.scale,
        mirrored: at.mirror.x !== at.mirror.y,
      }
  }
  return undefined
}
