import { TILE } from '../../src/engine/mark/modes.ts'
import { type Place, type Wanted, writeEvidence } from './evidence.ts'
import type { Part, TileMap } from './maps.ts'
import type { Shape } from './shapes.ts'
import { emptySpectrum, type ReadSpectrum } from './spectrum.ts'

/** Where a mark may lie: the picture's centre in the tile. */
export interface Position extends Place {
  readonly shape: Shape
  /** Index of `MIRRORS`. */
  readonly mirror: number
  /** How far the pilots are from chance, in deviations. */
  readonly score: number
}

/** The best places of a map, one a row at most. */
function peaks({ map, largest }: Part, deviation: number, least: number) {
  const found: { x: number; y: number; score: number }[] = []
  for (let y = 0; y < TILE; y++) {
    const most = largest[y] as number
    if (most <= least * deviation) continue
    found.push({ x: map.indexOf(most, y * TILE) % TILE, y, score: most / deviation })
  }
  return found
}

/** Pilots that stand out this far are hardly chance: they are read at once. */
const STRONG = 6.5
/** The weakest that are kept. */
const WEAK = 4

/** What is looked for: the pilots of a key in a mode. */
interface Searched {
  readonly pilots: Wanted
}

/** A position, and which of the wanted it is of. */
export interface Candidate<T> {
  readonly wanted: T
  readonly at: Position
}

/** Mirrors that are transformed together. */
const PAIRS = [
  [0, 1],
  [2, 3],
] as const

/**
 * Looks for the pilots in all shapes, mirrored or not.
 * @param wantedAt returns what is looked for in a shape
 * @param shapes in the order in which they are tried
 * @param count of the positions that are kept
 * @returns strong positions as soon as they are found, then the others, best first
 */
export function* search<T extends Searched>(
  read: ReadSpectrum,
  wantedAt: (shape: Shape) => readonly T[],
  map: TileMap,
  shapes: readonly Shape[],
  count: number,
): Generator<Candidate<T>> {
  const spectrum = emptySpectrum()
  let kept: Candidate<T>[] = []
  let least = WEAK
  for (const shape of shapes) {
    read(shape, spectrum)
    const found: Candidate<T>[] = []
    for (const one of wantedAt(shape)) {
      for (const pair of PAIRS) {
        map.clear()
        const deviations = writeEvidence(map, spectrum, one.pilots, pair)
        const [re, im] = map.inverse()
        for (const [part, mirror] of pair.entries()) {
          const places = peaks(part === 0 ? re : im, deviations[part] ?? 0, least)
          for (const place of places) found.push({ wanted: one, at: { shape, mirror, ...place } })
        }
      }
    }
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
