import { type Mode, TILE } from './modes.ts'

/** One frequency of the tile. Its negative has the conjugate. */
export interface Wave {
  /** Periods across, from 0. */
  readonly x: number
  /** Periods down. */
  readonly y: number
  /** Relative to the other waves. */
  readonly amplitude: number
  /** Cosine and sine of the phase that the key gives it. */
  readonly cos: number
  readonly sin: number
  /** Index of the bit of the code word that decides its sign; `undefined` for a pilot, which has none. */
  readonly bit: number | undefined
}

interface Place {
  readonly x: number
  readonly y: number
  readonly radius: number
}

/** Waves of similar frequency that the key deals out together, so that all bits have good and bad ones. */
const STRATUM = 15

function placesOf({ band: [low, high] }: Mode): Place[] {
  const most = Math.floor(high)
  const side = Array.from({ length: 2 * most + 1 }, (_, at) => at - most)
  return side
    .filter((x) => x >= 0)
    .flatMap((x) => side.map((y) => ({ x, y, radius: Math.hypot(x, y) })))
    .filter(({ x, y, radius }) => radius >= low && radius <= high && (x > 0 || y > 0))
    .sort((a, b) => a.radius - b.radius)
}

function shuffled<T>(items: readonly T[], next: () => number): T[] {
  return items
    .map((item) => ({ item, order: next() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item)
}

/**
 * The waves of a mark: which of them are pilots, which bit each other one carries, and their phases, all by the key.
 * @param stream random words of the key
 * @param length bits of a code word
 */
export function patternOf(mode: Mode, stream: Uint16Array, length: number): readonly Wave[] {
  let at = 0
  const next = () => stream[at++] ?? 0
  const places = placesOf(mode)
  const strata = Array.from({ length: Math.ceil(places.length / STRATUM) }, (_, index) =>
    shuffled(places.slice(index * STRATUM, (index + 1) * STRATUM), next),
  )
  const pilots = strata.flatMap((places) => places.slice(0, Math.round(mode.pilots * places.length)))
  const data = strata.flatMap((places) => places.slice(Math.round(mode.pilots * places.length)))
  const order = shuffled(
    Array.from({ length }, (_, bit) => bit),
    next,
  )
  const wave = ({ x, y, radius }: Place, bit?: number): Wave => {
    const phase = (next() / 65536) * 2 * Math.PI
    const amplitude = 1 / (1 + (radius / mode.corner) ** 6)
    return { x, y, amplitude, cos: Math.cos(phase), sin: Math.sin(phase), bit }
  }
  return [
    ...pilots.map((place) => wave(place)),
    // Neighbours in the order of bits are far apart in frequency in the next round.
    ...data.map((place, index) => wave(place, order[(index + 7 * Math.floor(index / length)) % length])),
  ]
}

/** The cell of a wave in a transform of the tile, and that of its negative. */
export function cellsOf({ x, y }: Wave): readonly [number, number] {
  const wrapped = (value: number) => (value + TILE) % TILE
  return [wrapped(y) * TILE + x, wrapped(-y) * TILE + wrapped(-x)]
}
