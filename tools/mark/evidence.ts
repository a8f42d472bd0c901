import { MOST_PERIODS, TILE } from '../../src/mark/modes.ts'
import type { Wave } from '../../src/mark/pattern.ts'
import type { Spectrum } from './spectrum.ts'

/** How a picture was mirrored. */
export interface Mirror {
  readonly x: boolean
  readonly y: boolean
}

/** What a transform says of one wave: how much it weighs, and where a mark would turn it if it lay at the corner. */
export interface Evidence {
  readonly wave: Wave
  readonly re: number
  readonly im: number
}

/** A wave counts for this much at most, in deviations of its neighbours: a pattern of the picture must not decide. */
const MOST = 2.5
/** Width of a ring of waves of similar frequency. */
const RING = 1.5

const cellAt = (x: number, y: number) => ((y + TILE) % TILE) * TILE + ((x + TILE) % TILE)
const ringOf = (x: number, y: number) => Math.floor(Math.hypot(x, y) / RING)

const RINGS = Array.from({ length: MOST_PERIODS + 1 }, (_, x) =>
  Array.from({ length: 2 * MOST_PERIODS + 1 }, (_, at) => {
    const y = at - MOST_PERIODS
    return { cell: cellAt(x, y), ring: ringOf(x, y) }
  }),
).flat()
const MOST_RING = Math.max(...RINGS.map(({ ring }) => ring))

/** The mean power of each ring. */
export function powersOf({ re, im }: Spectrum): Float64Array {
  const sums = new Float64Array(MOST_RING + 1)
  const counts = new Float64Array(MOST_RING + 1)
  for (const { cell, ring } of RINGS) {
    sums[ring] = (sums[ring] as number) + (re[cell] as number) ** 2 + (im[cell] as number) ** 2
    counts[ring] = (counts[ring] as number) + 1
  }
  return sums.map((sum, ring) => sum / (counts[ring] as number))
}

/** Reads the waves of a mirrored picture, weighted by how much they stand out, without the phases of the key. */
export function evidenceOf(
  { re, im }: Spectrum,
  powers: Float64Array,
  waves: readonly Wave[],
  mirror: Mirror,
): Evidence[] {
  return waves.map((wave) => {
    const cell = cellAt(mirror.x ? -wave.x : wave.x, mirror.y ? -wave.y : wave.y)
    const power = Math.max(powers[ringOf(wave.x, wave.y)] ?? 0, 1e-9)
    const [a, b] = [re[cell] ?? 0, im[cell] ?? 0]
    const size = Math.hypot(a, b) / Math.sqrt(power)
    const weight = (wave.amplitude / power) * (size > MOST ? MOST / size : 1)
    return {
      wave,
      re: weight * (a * wave.cos + b * wave.sin),
      im: weight * (b * wave.cos - a * wave.sin),
    }
  })
}

/** A sum of evidence over its deviation, if the phases of the key were chance. */
export interface Sum {
  readonly value: number
  readonly energy: number
}

/** How far the evidence at an offset is from chance, as `deviations` has it. */
export function scoreAt(evidence: readonly Evidence[], x: number, y: number): number {
  const unit = (2 * Math.PI) / TILE
  let value = 0
  let energy = 0
  for (const { wave, re, im } of evidence) {
    const angle = unit * (wave.x * x + wave.y * y)
    value += re * Math.cos(angle) - im * Math.sin(angle)
    energy += (re * re + im * im) / 2
  }
  return energy > 0 ? value / Math.sqrt(energy) : 0
}

/** Each wave of the evidence, turned to an offset in pixels. */
export function turned(evidence: readonly Evidence[], x: number, y: number) {
  const unit = (2 * Math.PI) / TILE
  return evidence.map(({ wave, re, im }) => {
    const angle = unit * (wave.x * x + wave.y * y)
    return { wave, value: re * Math.cos(angle) - im * Math.sin(angle), energy: (re * re + im * im) / 2 }
  })
}

/** How far a sum is from chance, in deviations. */
export function deviations(sums: readonly Sum[]): number {
  const value = sums.reduce((sum, one) => sum + one.value, 0)
  const energy = sums.reduce((sum, one) => sum + one.energy, 0)
  return energy > 0 ? value / Math.sqrt(energy) : 0
}
