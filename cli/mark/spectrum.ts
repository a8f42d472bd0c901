import { MAX_PERIODS, MODES, TILE } from '../../src/engine/mark/modes.ts'
import { radiusOf } from '../../src/engine/mark/pattern.ts'
import { smoothOf } from '../../src/engine/ops/mark.ts'
import type { Frequencies } from './frequencies.ts'
import { type Interpolation, isWithin, openInterpolation } from './interpolation.ts'
import type { Shape } from './shapes.ts'

/**
 * Ring width in periods per tile. A ring is a group of waves with similar frequencies, which are
 * divided by their common mean power.
 */
const RING = 1.5
const MIN_RING = Math.floor(Math.min(...Object.values(MODES).map(({ band: [low] }) => low)) / RING)
const MAX_RING = Math.floor(Math.max(...Object.values(MODES).map(({ band: [, high] }) => high)) / RING)

/**
 * Row count and column count in a spectrum, for the frequencies from -MAX_PERIODS to MAX_PERIODS.
 */
const SIDE = 2 * MAX_PERIODS + 1

/**
 * Returns the index in a spectrum of the wave with `x` periods across the tile and `y` down the
 * tile.
 */
export const placeOf = (x: number, y: number) => (y + MAX_PERIODS) * SIDE + x + MAX_PERIODS

/**
 * Complex amplitudes in a picture for the waves in the mark's tile. Each wave is a frequency in the
 * tile, and `placeOf` returns its index. The frequencies at which the waves appear in the picture
 * depend on the shape (scales and rotation) that is assumed for it.
 */
export interface Spectrum {
  readonly re: Float32Array
  readonly im: Float32Array
}

export const emptySpectrum = (): Spectrum => ({
  re: new Float32Array(SIDE ** 2),
  im: new Float32Array(SIDE ** 2),
})

/**
 * All waves that a mark of any mode may contain. Of a wave and its negative frequency, only one is
 * listed.
 */
const WAVES = Array.from({ length: MAX_PERIODS + 1 }, (_, x) =>
  Array.from({ length: SIDE }, (_, at) => ({ x, y: at - MAX_PERIODS })),
)
  .flat()
  .map(({ x, y }) => ({ x, y, ring: Math.floor(radiusOf(x, y) / RING) }))
  .filter(({ x, y, ring }) => ring >= MIN_RING && ring <= MAX_RING && (x > 0 || y > 0))
/** Column and row of each wave in a spectrum, for `openInterpolation`. */
const COLUMNS = Uint8Array.from(WAVES, ({ x }) => x)
const ROWS = Uint8Array.from(WAVES, ({ y }) => y + MAX_PERIODS)
/** Index of the ring (similar frequencies) to which each wave belongs. */
const RINGS = Uint8Array.from(WAVES, ({ ring }) => ring)
const PLACES = Uint16Array.from(WAVES, ({ x, y }) => placeOf(x, y))
const NEGATIVES = Uint16Array.from(WAVES, ({ x, y }) => placeOf(-x, -y))

/**
 * Maximum wave magnitude, in standard deviations of its ring. Greater magnitudes are reduced to it,
 * so that a periodic texture in the picture cannot dominate the score.
 */
const MAX_MAGNITUDE = 2.5

/** Wave frequencies along one side of the picture, in ascending order. */
interface Side {
  /** Frequencies in periods per pixel. */
  readonly frequencies: Float64Array
  /**
   * Cosine and sine, for each frequency, of the phase by which it is shifted if positions are
   * counted from the side's center.
   */
  readonly turns: Float64Array
  /**
   * For each frequency, the amplitude share that belongs to the picture's local mean. The residual
   * lacks this share.
   */
  readonly smooth: Float64Array
}

/**
 * Computes the frequencies of the waves along a side.
 * @param length side length in pixels
 * @param scale marked-output pixels per picture pixel
 * @param minFrequency first frequency in periods per tile
 */
function sideOf(length: number, scale: number, minFrequency: number): Side {
  const frequencies = Float64Array.from(
    { length: MAX_PERIODS + 1 - minFrequency },
    (_, at) => ((at + minFrequency) * scale) / TILE,
  )
  // The center of a side with an even length lies between two pixels.
  const off = length % 2 === 0 ? Math.PI : 0
  const turns = new Float64Array(2 * frequencies.length)
  for (const [at, frequency] of frequencies.entries()) {
    turns[2 * at] = Math.cos(off * frequency)
    turns[2 * at + 1] = -Math.sin(off * frequency)
  }
  return { frequencies, turns, smooth: frequencies.map((frequency) => smoothOf(frequency * TILE)) }
}

/**
 * Frequency in periods per pixel at which compression and reduction are assumed to halve the
 * amplitude of a wave. The value was chosen for the best results with reduced copies.
 */
const CORNER = 0.3

/**
 * Reads a picture's waves into `spectrum`, for an assumed shape (scales and rotation). Phases are
 * relative to the picture's center. Each wave is divided by the mean power of waves with similar
 * frequencies. Reading needs no key.
 */
export type ReadSpectrum = (shape: Shape, spectrum: Spectrum) => void

/**
 * Returns the function that reads the spectrum of a picture for any shape (scales and rotation).
 */
export function openSpectrum(frequencies: Frequencies): ReadSpectrum {
  const { width, height } = frequencies.size
  const interpolation = openInterpolation(frequencies, { columns: COLUMNS, rows: ROWS })
  return ({ across, down, turn }, spectrum) => {
    const horizontal = sideOf(width, across, 0)
    const vertical = sideOf(height, down, -MAX_PERIODS)
    interpolation.read(horizontal.frequencies, vertical.frequencies, turn)
    weigh(interpolation, horizontal, vertical, spectrum)
  }
}

const sums = new Float64Array(MAX_RING + 1)
const counts = new Float64Array(MAX_RING + 1)

/** Returns the share of a wave's amplitude in the mark that remains in a copy's residual. */
function leftAt(across: Side, column: number, down: Side, row: number): number {
  const x = across.frequencies[column] as number
  const y = down.frequencies[row] as number
  const high = (x * x + y * y) / CORNER ** 2
  return (1 - (across.smooth[column] as number) * (down.smooth[row] as number)) / (1 + high * high)
}

/**
 * Writes the interpolated waves to a spectrum. It makes their phases relative to the center,
 * divides them by their ring's mean power and limits outliers. A rotated copy also rotates the
 * half-pixel shift and the weights. This rotation is neglected: at 2 degrees, the errors are 0.02
 * pixels and 1 %.
 */
function weigh({ values, signs }: Interpolation, across: Side, down: Side, { re, im }: Spectrum): void {
  sums.fill(0)
  counts.fill(0)
  for (let wave = 0; wave < RINGS.length; wave++) {
    const isSeen =
      isWithin(across.frequencies[COLUMNS[wave] as number]) &&
      isWithin(down.frequencies[ROWS[wave] as number])
    const a = values[2 * wave] as number
    const b = values[2 * wave + 1] as number
    const ring = RINGS[wave] as number
    sums[ring] = (sums[ring] as number) + (isSeen ? a * a + b * b : 0)
    counts[ring] = (counts[ring] as number) + (isSeen ? 1 : 0)
    if (!isSeen) values[2 * wave] = values[2 * wave + 1] = 0
  }
  for (let wave = 0; wave < RINGS.length; wave++) {
    const ring = RINGS[wave] as number
    const power = Math.max((sums[ring] as number) / Math.max(counts[ring] as number, 1), 1e-9)
    const column = COLUMNS[wave] as number
    const row = ROWS[wave] as number
    const a = values[2 * wave] as number
    const b = (values[2 * wave + 1] as number) * (signs[wave] as number)
    const square = (a * a + b * b) / power
    const limit = square > MAX_MAGNITUDE * MAX_MAGNITUDE ? MAX_MAGNITUDE / Math.sqrt(square) : 1
    const weight = (limit * leftAt(across, column, down, row)) / power
    const p = 2 * column
    const q = 2 * row
    const c = across.turns[p] as number
    const d = across.turns[p + 1] as number
    const e = down.turns[q] as number
    const f = down.turns[q + 1] as number
    const cos = weight * (c * e - d * f)
    const sin = weight * (c * f + d * e)
    const place = PLACES[wave] as number
    const negative = NEGATIVES[wave] as number
    re[place] = a * cos - b * sin
    im[place] = a * sin + b * cos
    re[negative] = re[place] as number
    im[negative] = -(im[place] as number)
  }
}
