import { TILE } from '../../src/engine/mark/modes.ts'
import { type Place, type Wanted, writeEvidence } from './evidence.ts'
import type { Part, TileMap } from './maps.ts'
import type { Shape } from './shapes.ts'
import { emptySpectrum, type ReadSpectrum } from './spectrum.ts'

/**
 * Possible position of a mark in a copy, the searched picture. `x` and `y` are the point in the
 * mark's tile, in pixels, that lies in the copy's center.
 */
export interface Position extends Place {
  readonly shape: Shape
  /** Index in `MIRRORS` for the copy's mirroring. */
  readonly mirror: number
  /**
   * Agreement of the pilots (the waves that carry no bit) with the picture, in standard deviations.
   */
  readonly score: number
}

/**
 * Returns the positions with the highest scores in a map of scores, at most one for each row.
 * @param deviation standard deviation of the scores, the unit of the results
 * @param min minimum score, in standard deviations
 */
function peaks({ map, largest }: Part, deviation: number, min: number) {
  const found: { x: number; y: number; score: number }[] = []
  for (let y = 0; y < TILE; y++) {
    const max = largest[y] as number
    if (max <= min * deviation) continue
    found.push({ x: map.indexOf(max, y * TILE) % TILE, y, score: max / deviation })
  }
  return found
}

/**
 * Minimum score of a strong position. At such a score, the pilots (the waves that carry no bit) are
 * very unlikely to agree by chance. Strong positions are decoded at once.
 */
const STRONG = 6.5
/** Minimum score of a weak position. Weak positions are decoded after the search. */
const WEAK = 4

/** A key's pilots in one mode: the waves that carry no bit. The search looks for them. */
interface Searched {
  readonly pilots: Wanted
}

/**
 * A position that the search found, and the element of `wantedAt`'s result whose pilots agree with
 * the picture there.
 */
export interface Candidate<T> {
  readonly wanted: T
  readonly at: Position
}

/**
 * Index pairs in `MIRRORS`. One inverse Fourier transform computes the scores for both mirrorings
 * in a pair.
 */
const PAIRS = [
  [0, 1],
  [2, 3],
] as const

/**
 * Searches a picture for pilots (the waves of a mark that carry no bit), in all shapes (scales and
 * rotations) and mirrorings.
 * @param wantedAt returns the keys and modes whose pilots are searched in a shape
 * @param shapes shapes in search order
 * @param count maximum number of weak positions that are kept
 * @returns strong positions as soon as they are found, then the weak ones in descending order of
 *   their scores
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
  let min = WEAK
  for (const shape of shapes) {
    read(shape, spectrum)
    const found: Candidate<T>[] = []
    for (const one of wantedAt(shape)) {
      for (const pair of PAIRS) {
        map.clear()
        const deviations = writeEvidence(map, spectrum, one.pilots, pair)
        const [re, im] = map.inverse()
        for (const [part, mirror] of pair.entries()) {
          const places = peaks(part === 0 ? re : im, deviations[part] ?? 0, min)
          for (const place of places) found.push({ wanted: one, at: { shape, mirror, ...place } })
        }
      }
    }
    yield* best(found.filter(({ at }) => at.score >= STRONG))
    kept.push(...found.filter(({ at }) => at.score < STRONG))
    if (kept.length > 4 * count) {
      kept = best(kept).slice(0, count)
      min = kept.at(-1)?.at.score ?? WEAK
    }
  }
  yield* best(kept).slice(0, count)
}

function best<T>(candidates: readonly Candidate<T>[]): Candidate<T>[] {
  return candidates.toSorted((a, b) => b.at.score - a.at.score)
}
