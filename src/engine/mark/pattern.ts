import { cos, sin } from '../wasm/math.ts'
import { type Mode, TILE } from './modes.ts'

/**
 * A wave in a mark: one frequency in the tile that repeats over the picture. In the tile's Fourier
 * transform, the negative frequency has the conjugate value.
 */
export interface Wave {
  /** The wave's periods across the tile, from 0. */
  readonly x: number
  /** The wave's periods down the tile; may be negative. */
  readonly y: number
  /** The wave's amplitude relative to the other waves. */
  readonly amplitude: number
  /** Cosine and sine of the phase that the key gives the wave. */
  readonly cos: number
  readonly sin: number
  /** Index in the code word for the bit that decides the wave's sign. A pilot has no bit. */
  readonly bit: number | undefined
}

interface Place {
  readonly x: number
  readonly y: number
  readonly radius: number
}

/**
 * Number of waves in a group. The key shuffles the waves only within their group, whose frequencies
 * are similar. Every bit therefore gets low frequencies, which are robust, and high ones, which are
 * weak.
 */
const STRATUM = 15

/**
 * Returns a vector's length with the rounding errors that `Math.hypot` has in V8, which sums the
 * scaled squares by Kahan's algorithm. The errors decide the order of places with equal radius, and
 * the order decides which random word each place gets. Exact lengths would change 9 to 15 % of a
 * mark's waves. Other engines round `Math.hypot` in another way.
 */
export function radiusOf(x: number, y: number): number {
  const max = Math.max(Math.abs(x), Math.abs(y))
  if (max === 0) return 0
  let [sum, lost] = [0, 0]
  for (const side of [x, y]) {
    const share = Math.abs(side) / max
    const square = share * share - lost
    const next = sum + square
    lost = next - sum - square
    sum = next
  }
  return Math.sqrt(sum) * max
}

/** Returns a wave's amplitude, which falls with the sixth power of its frequency. */
function amplitudeOf(radius: number, { corner }: Mode): number {
  const share = radius / corner
  const cube = share * share * share
  return 1 / (1 + cube * cube)
}

function placesOf({ band: [low, high] }: Mode): Place[] {
  const max = Math.floor(high)
  const side = Array.from({ length: 2 * max + 1 }, (_, at) => at - max)
  return side
    .filter((x) => x >= 0)
    .flatMap((x) => side.map((y) => ({ x, y, radius: radiusOf(x, y) })))
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
 * Returns a mark's waves (frequencies in its tile). The key decides which waves are pilots, which
 * bit each other wave carries, and each wave's phase.
 * @param stream random words from the key
 * @param length code word length in bits
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
    return { x, y, amplitude: amplitudeOf(radius, mode), cos: cos(phase), sin: sin(phase), bit }
  }
  return [
    ...pilots.map((place) => wave(place)),
    // The bits are assigned to the waves in rounds. Each round starts 7 bits later than the
    // previous one. Otherwise, one bit would get the lowest frequency in every round.
    ...data.map((place, index) => wave(place, order[(index + 7 * Math.floor(index / length)) % length])),
  ]
}

/** Returns a wave's index and its negative frequency's index in the tile's Fourier transform. */
export function cellsOf({ x, y }: Wave): readonly [number, number] {
  const wrapped = (value: number) => (value + TILE) % TILE
  return [wrapped(y) * TILE + x, wrapped(-y) * TILE + wrapped(-x)]
}
