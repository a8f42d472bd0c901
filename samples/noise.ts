/** A stream of numbers in [0, 1), the same on every machine for the same seed. */
export type Random = () => number

/** Two-dimensional noise; one unit is one lattice cell, results lie within about −1…1. */
export type Noise = (x: number, y: number) => number

const UINT32 = 2 ** 32

/** Scrambles an integer by xor-shifts and multiplications, which are exact in 32-bit integers. */
function scramble(value: number): number {
  let bits = value | 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x7feb352d)
  bits = Math.imul(bits ^ (bits >>> 15), 0x846ca68b)
  return (bits ^ (bits >>> 16)) >>> 0
}

/** Returns a number in [0, 1) for the lattice point (x, y). Both must be integers. */
export function hash(x: number, y: number, seed: number): number {
  return scramble(Math.imul(x, 0x27d4eb2f) ^ scramble(Math.imul(y, 0x165667b1) ^ seed)) / UINT32
}

/** Starts a random number stream. */
export function createRandom(seed: number): Random {
  let state = scramble(seed + 1)
  return () => {
    state = (state + 0x9e3779b9) | 0
    return scramble(state) / UINT32
  }
}

const PERIOD = 256 // lattice cells

// The compiler treats a module's tables as constants, which halves the cost of a lookup. One field
// therefore serves all seeds.
const field = createRandom(0)
const rank = Uint8Array.from({ length: PERIOD }, (_, i) => i)
for (let i = PERIOD - 1; i > 0; i--) {
  const j = Math.floor(field() * (i + 1))
  const moved = rank[i] as number
  rank[i] = rank[j] as number
  rank[j] = moved
}
const angles = Float64Array.from(rank, () => field() * 2 * Math.PI)
const slopesX = angles.map((angle) => Math.cos(angle) * Math.SQRT2)
const slopesY = angles.map((angle) => Math.sin(angle) * Math.SQRT2)

function corner(point: number, dx: number, dy: number): number {
  const i = rank[point & (PERIOD - 1)] as number
  return (slopesX[i] as number) * dx + (slopesY[i] as number) * dy
}

/**
 * Interpolates gradients by a quintic, whose second derivative is continuous. Shaded surfaces
 * therefore show no lattice.
 */
function gradient(x: number, y: number): number {
  const left = Math.floor(x)
  const top = Math.floor(y)
  const dx = x - left
  const dy = y - top
  const u = dx * dx * dx * (dx * (dx * 6 - 15) + 10)
  const v = dy * dy * dy * (dy * (dy * 6 - 15) + 10)
  const west = (rank[left & (PERIOD - 1)] as number) + top
  const east = (rank[(left + 1) & (PERIOD - 1)] as number) + top
  const a = corner(west, dx, dy)
  const b = corner(east, dx - 1, dy)
  const c = corner(west + 1, dx, dy - 1)
  const d = corner(east + 1, dx - 1, dy - 1)
  const upper = a + (b - a) * u
  return upper + (c + (d - c) * u - upper) * v
}

/**
 * Creates gradient noise, which is 0 at every lattice point. The seed chooses a position in one
 * shared field.
 */
export function createNoise(seed: number): Noise {
  const random = createRandom(seed)
  const east = Math.floor(random() * PERIOD)
  const south = Math.floor(random() * PERIOD)
  return (x, y) => gradient(x + east, y + south)
}

// Octaves are rotated by 36.87° (a 3-4-5 triangle) and scaled by 2.03, so that their lattices never
// align.
const COS = 0.8 * 2.03
const SIN = 0.6 * 2.03

/**
 * Fractional Brownian motion: a sum of noise octaves, each with about twice the frequency of the
 * octave before it.
 * @param gain an octave's strength relative to the octave before it; 0.5 looks like clouds, higher
 *   values are rougher
 */
export function fbm(noise: Noise, x: number, y: number, octaves: number, gain = 0.5): number {
  let sum = 0
  let amplitude = 1
  for (let i = 0; i < octaves; i++) {
    sum += amplitude * noise(x, y)
    const turned = x * COS - y * SIN
    y = x * SIN + y * COS
    x = turned
    amplitude *= gain
  }
  return sum * (1 - gain)
}

const ROUNDING = 0.002

/**
 * Ridged multifractal noise from 0 to about 1: creases instead of waves. Detail appears only where
 * the coarser octaves are high, which gives craggy crests and smooth valley floors.
 */
export function ridged(noise: Noise, x: number, y: number, octaves: number, gain = 0.5): number {
  let sum = 0
  let amplitude = 1
  let weight = 1
  for (let i = 0; i < octaves; i++) {
    const level = noise(x, y)
    const crease = 1 - Math.sqrt(level * level + ROUNDING)
    const signal = crease * crease * weight
    sum += amplitude * signal
    weight = Math.min(1, signal * 1.6)
    const turned = x * COS - y * SIN
    y = x * SIN + y * COS
    x = turned
    amplitude *= gain
  }
  return sum * (1 - gain)
}
