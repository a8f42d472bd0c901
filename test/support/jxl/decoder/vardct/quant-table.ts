import { JxlError } from '../jxl-error.ts'

/**
 * Weights by distance from the lowest frequency, for each channel (ISO/IEC 18181-1:2022, I.2.4).
 */
export type Bands = readonly (readonly number[])[]

/** Parameters for X, Y and B in a quantization table. */
export type TableSpec =
  | { readonly kind: 'identity' | 'dct2'; readonly weights: Bands }
  | { readonly kind: 'dct4' | 'dct4x8'; readonly bands: Bands; readonly factors: Bands }
  | { readonly kind: 'afv'; readonly bands: Bands; readonly smallBands: Bands; readonly weights: Bands }
  | { readonly kind: 'dct'; readonly bands: Bands }
  | { readonly kind: 'raw'; readonly denominator: number; readonly values: readonly ArrayLike<number>[] }

/** Steps for a channel's coefficients. */
export type QuantTable = Float64Array

const BLOCK_SIZE = 64

/** Smallest weight, and inverse of the largest one. */
const MIN_WEIGHT = 1e-8

const factorOf = (step: number): number => (step > 0 ? 1 + step : 1 / (1 - step))

/** Returns the weights of bands from their first weight and the factors between them. */
function accumulate(bands: readonly number[]): number[] {
  const weights: number[] = []
  for (const band of bands) {
    const last = weights.at(-1)
    weights.push(last === undefined ? band : last * factorOf(band))
  }
  if (weights.some((weight) => weight < MIN_WEIGHT)) throw new JxlError('the weights of a band are too small')
  return weights
}

function interpolate(weights: readonly number[], at: number): number {
  const index = Math.floor(at)
  const [low = 0, high = low] = weights.slice(index, index + 2)
  return low * (high / low) ** (at - index)
}

/** Returns the weights for a coefficient rectangle. */
function weigh(bands: readonly number[], rows: number, columns: number): number[] {
  const weights = accumulate(bands)
  const scale = (weights.length - 1) / (Math.SQRT2 + 1e-6)
  return Array.from({ length: rows * columns }, (_, at) => {
    const [x, y] = [(at % columns) / (columns - 1), Math.floor(at / columns) / (rows - 1)]
    return interpolate(weights, scale * Math.hypot(x, y))
  })
}

/**
 * Returns the weights for an 8 × 8 table whose squares with sides 1, 2 and 4 have their own
 * weights.
 */
const weighDct2 = (weights: readonly number[]): number[] =>
  Array.from({ length: BLOCK_SIZE }, (_, at) => {
    const [x, y] = [at & 7, at >> 3]
    const level = Math.floor(Math.log2(Math.max(1, x, y)))
    const isCorner = Math.min(x, y) >= 1 << level
    return weights[2 * level + Number(isCorner)] ?? 0
  })

function weighIdentity([others = 0, sides = 0, corner = 0]: readonly number[]): number[] {
  const weights = Array<number>(BLOCK_SIZE).fill(others)
  ;[weights[1], weights[8], weights[9]] = [sides, sides, corner]
  return weights
}

/** Returns the weights for a block that consists of smaller ones, whose coefficients alternate. */
function weighParts(small: readonly number[], width: number): number[] {
  return Array.from({ length: BLOCK_SIZE }, (_, at) => {
    const [x, y] = [at & 7, at >> 3]
    return small[(y >> 1) * width + (width === 8 ? x : x >> 1)] ?? 0
  })
}

function weighDct4(bands: readonly number[], [sides = 1, corner = 1]: readonly number[]): number[] {
  const weights = weighParts(weigh(bands, 4, 4), 4)
  for (const at of [1, 8]) weights[at] = (weights[at] ?? 0) / sides
  weights[9] = (weights[9] ?? 0) / corner
  return weights
}

function weighDct4x8(bands: readonly number[], [factor = 1]: readonly number[]): number[] {
  const weights = weighParts(weigh(bands, 4, 8), 8)
  weights[8] = (weights[8] ?? 0) / factor
  return weights
}

/** Distances from the lowest frequency to the AFV coefficients. Corner coefficients have none. */
const AFV_DISTANCES = [
  0, 0, 0.8517778890324296, 5.37778436506804, 0, 0, 4.734747904497923, 5.449245381693219, 1.6598270267479331,
  4, 7.275749096817861, 10.423227632456525, 2.662932286148962, 7.630657783650829, 8.962388608184032,
  12.97166202570235,
]
const AFV_MIN = 0.8517778890324296
const AFV_RANGE = 12.97166202570235 - AFV_MIN + 1e-6

function weighAfv(bands: readonly number[], smallBands: readonly number[], own: readonly number[]): number[] {
  const [wide, small] = [weigh(bands, 4, 8), weigh(smallBands, 4, 4)]
  const high = accumulate(own.slice(5))
  const weights = Array.from({ length: BLOCK_SIZE }, (_, at) => {
    const [x, y] = [at & 7, at >> 3]
    if (y % 2 === 1) return wide[(y >> 1) * 8 + x] ?? 0
    if (x % 2 === 1) return small[(y >> 1) * 4 + (x >> 1)] ?? 0
    const distance = AFV_DISTANCES[(y >> 1) * 4 + (x >> 1)] ?? 0
    return interpolate(high, Math.max(0, ((distance - AFV_MIN) * 3) / AFV_RANGE))
  })
  const [below = 0, right = 0, cornerBelow = 0, cornerRight = 0, corner = 0] = own
  weights[0] = 1
  weights[8] = below
  weights[1] = right
  weights[16] = cornerBelow
  weights[2] = cornerRight
  weights[18] = corner
  return weights
}

function weightsOf(spec: TableSpec, channel: number, rows: number, columns: number): number[] {
  const of = (lists: Bands) => lists[channel] ?? []
  switch (spec.kind) {
    case 'identity':
      return weighIdentity(of(spec.weights))
    case 'dct2':
      return weighDct2(of(spec.weights))
    case 'dct4':
      return weighDct4(of(spec.bands), of(spec.factors))
    case 'dct4x8':
      return weighDct4x8(of(spec.bands), of(spec.factors))
    case 'afv':
      return weighAfv(of(spec.bands), of(spec.smallBands), of(spec.weights))
    case 'dct':
      return weigh(of(spec.bands), 8 * rows, 8 * columns)
    case 'raw':
      return Array.from(spec.values[channel] ?? [], (value) => 1 / (spec.denominator * value))
  }
}

/**
 * Computes the steps for a channel's coefficients (ISO/IEC 18181-1:2022, I.2.4).
 * @param rows varblock size in blocks, in the coefficient layout
 */
export function makeQuantTable(spec: TableSpec, channel: number, rows: number, columns: number): QuantTable {
  return Float64Array.from(weightsOf(spec, channel, rows, columns), (weight, at) => {
    // The lowest frequency has no weight of its own.
    const isUsed = at > 0
    if (isUsed && !(weight >= MIN_WEIGHT && weight < 1 / MIN_WEIGHT)) {
      throw new JxlError(`a quantization table has the weight ${weight}`)
    }
    return 1 / weight
  })
}
