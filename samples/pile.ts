import { createNoise, createRandom } from './noise.ts'

/** A pebble seen from above. Lengths are relative to the picture's height. */
export interface Pebble {
  readonly x: number
  readonly y: number
  /**
   * Half its length (`long`) and half its width (`short`); `cos` and `sin` describe its long axis's
   * angle.
   */
  readonly long: number
  readonly short: number
  readonly cos: number
  readonly sin: number
  /** Rim height above the ground. */
  readonly base: number
  /** Random number from 0 to 1 that chooses the pebble's colors. */
  readonly chance: number
}

/**
 * Pebbles seen from above: for each pixel the uppermost surface's height, in pixels, and the pebble
 * that it belongs to.
 */
export interface Pile {
  readonly width: number
  readonly height: number
  readonly levels: Float32Array
  /** Index of the pebble at each pixel, or `GROUND`. */
  readonly owner: Int32Array
}

export const GROUND = -1

const shape = createNoise(84)

/** Layers from the gravel at the bottom to the large stones on top. */
const LAYERS = [
  { throws: 9000, radius: 0.0085, base: 0 },
  { throws: 2600, radius: 0.025, base: 0.005 },
  { throws: 1100, radius: 0.05, base: 0.018 },
  { throws: 260, radius: 0.085, base: 0.036 },
  { throws: 30, radius: 0.14, base: 0.055 },
]

/**
 * Places pebbles at random on ground with the given width, layer by layer. Pebbles in one layer do
 * not overlap.
 */
export function scatter(width: number, seed: number): Pebble[] {
  const random = createRandom(seed)
  return LAYERS.flatMap(({ throws, radius, base }, layer) => {
    const lying: Pebble[] = []
    for (let k = 0; k < throws; k++) {
      const long = radius * (0.7 + 0.75 * random() ** 1.5)
      const short = long * (0.58 + 0.4 * random())
      const x = (random() * 1.1 - 0.05) * width
      const y = random() * 1.1 - 0.05
      const meets = (other: Pebble) =>
        Math.abs(other.x - x) + Math.abs(other.y - y) < 4 * radius &&
        Math.hypot(other.x - x, other.y - y) < 0.46 * (long + short + other.long + other.short)
      if (layer > 0 && lying.some(meets)) continue
      const angle = random() * Math.PI
      lying.push({
        x,
        y,
        long,
        short,
        cos: Math.cos(angle),
        sin: Math.sin(angle),
        base: base * (0.8 + 0.4 * random()),
        chance: random(),
      })
    }
    return lying
  })
}

/** Piles up pebbles in their order. Each pebble is an irregular ellipse with a flattened top. */
export function pileUp(pebbles: readonly Pebble[], width: number, height: number): Pile {
  const pile = {
    width,
    height,
    levels: new Float32Array(width * height),
    owner: new Int32Array(width * height).fill(GROUND),
  }
  // Pebbles are drawn from the top down, so that hidden pixels are never computed.
  for (let index = pebbles.length - 1; index >= 0; index--) lay(pile, pebbles[index] as Pebble, index)
  return pile
}

function lay({ width, height, levels, owner }: Pile, pebble: Pebble, index: number): void {
  const { x, y, long, short, cos, sin, base, chance } = pebble
  const reach = long * 1.15
  const right = Math.min(width - 1, Math.ceil((x + reach) * height))
  const bottom = Math.min(height - 1, Math.ceil((y + reach) * height))
  for (let row = Math.max(0, Math.floor((y - reach) * height)); row <= bottom; row++) {
    for (let column = Math.max(0, Math.floor((x - reach) * height)); column <= right; column++) {
      const i = row * width + column
      if (owner[i] !== GROUND) continue
      const dx = (column + 0.5) / height - x
      const dy = (row + 0.5) / height - y
      const u = (dx * cos + dy * sin) / long
      const v = (dy * cos - dx * sin) / short
      const round = u * u + v * v
      if (round > 1.3) continue
      const rim = round + 0.16 * shape(u * 1.1 + chance * 200, v * 1.1)
      if (rim >= 1) continue
      levels[i] = (base + short * 0.62 * Math.sqrt(1 - rim * rim)) * height
      owner[i] = index
    }
  }
}

/** Returns the mean level around each pixel in a pile, over `radius` pixels in each direction. */
export function meanLevels({ width, height, levels }: Pile, radius: number): Float32Array {
  return average(average(levels, height, width, width, 1, radius), width, height, 1, width, radius)
}

/**
 * Computes running means along lines. Lines begin `apart` values from each other; values in a line
 * are `step` apart.
 */
function average(
  from: Float32Array,
  lines: number,
  count: number,
  apart: number,
  step: number,
  radius: number,
): Float32Array {
  const to = new Float32Array(from.length)
  for (let line = 0; line < lines; line++) {
    const at = (k: number) => from[line * apart + Math.max(0, Math.min(count - 1, k)) * step] as number
    let sum = 0
    for (let k = -radius; k <= radius; k++) sum += at(k)
    for (let k = 0; k < count; k++) {
      to[line * apart + k * step] = sum / (2 * radius + 1)
      sum += at(k + radius + 1) - at(k - radius)
    }
  }
  return to
}
