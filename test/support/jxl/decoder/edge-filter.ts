import type { LoopFilter } from './loop-filter.ts'
import { makePlane, mirror, type Plane } from './plane.ts'

type Planes = readonly [Plane, Plane, Plane]

type Offset = readonly [x: number, y: number]

/** 4 (√0.5 − 1): for this distance, the weight of a sample is 0.5 if sigma is 1. */
export const SIGMA_SCALE = -1.1715728752538099

/** Blocks with a smaller sigma are not filtered. */
const MIN_INVERSE_SIGMA = SIGMA_SCALE / 0.3

/** Factor of all distances (ISO/IEC 18181-1:2022, annex J). */
const DISTANCE_SCALE = 1.65

/** Samples around a plane that are mirrored. */
const BORDER = 3

/** Directions to half of the samples that share a side with a sample. The others are opposite. */
const SIDES: readonly Offset[] = [
  [1, 0],
  [0, 1],
]

/** Directions to half of the samples that are up to two steps away. */
const DIAMOND: readonly Offset[] = [...SIDES, [2, 0], [0, 2], [1, 1], [-1, 1]]

/** One filter iteration. */
interface Step {
  /** Directions of the samples that are averaged with the one in the center, in both senses. */
  readonly directions: readonly Offset[]
  /** `true` if the samples that touch two samples with a side add to their distance. */
  readonly isPatch: boolean
  readonly scale: number
}

function stepsOf({ iterations, firstScale, lastScale }: LoopFilter): Step[] {
  const first = { directions: DIAMOND, isPatch: true, scale: firstScale }
  const second = { directions: SIDES, isPatch: true, scale: 1 }
  const last = { directions: SIDES, isPatch: false, scale: lastScale }
  return [...(iterations > 2 ? [first] : []), second, ...(iterations > 1 ? [last] : [])]
}

/** Adds a mirrored border to a plane. */
function pad({ width, height, data }: Plane): Float32Array {
  const stride = width + 2 * BORDER
  const padded = new Float32Array(stride * (height + 2 * BORDER))
  for (let y = -BORDER; y < height + BORDER; y++) {
    const from = mirror(y, height) * width
    const to = (y + BORDER) * stride + BORDER
    padded.set(data.subarray(from, from + width), to)
    for (let x = 1; x <= BORDER; x++) {
      padded[to - x] = data[from + mirror(-x, width)] as number
      padded[to + width - 1 + x] = data[from + mirror(width - 1 + x, width)] as number
    }
  }
  return padded
}

/** Returns the weighted differences of each sample and that at `offset` places behind it. */
function differences(
  sources: readonly Float32Array[],
  scales: readonly number[],
  offset: number,
): Float32Array {
  const [a, b, c] = sources as [Float32Array, Float32Array, Float32Array]
  const [scaleA = 0, scaleB = 0, scaleC = 0] = scales
  const result = new Float32Array(a.length)
  for (let at = 0, to = offset; to < a.length; at++, to++) {
    result[at] =
      scaleA * Math.abs((a[at] as number) - (a[to] as number)) +
      scaleB * Math.abs((b[at] as number) - (b[to] as number)) +
      scaleC * Math.abs((c[at] as number) - (c[to] as number))
  }
  return result
}

/** Adds the four numbers around each. */
function sumPlus(numbers: Float32Array, stride: number): Float32Array {
  const sums = new Float32Array(numbers.length)
  for (let at = stride; at < numbers.length - stride; at++) {
    const sides = (numbers[at - 1] as number) + (numbers[at + 1] as number)
    const ends = (numbers[at - stride] as number) + (numbers[at + stride] as number)
    sums[at] = (numbers[at] as number) + sides + ends
  }
  return sums
}

/** Distances of samples from those in one direction. */
interface Distances {
  readonly offset: number
  /** Distance from the sample at `offset` places behind. */
  readonly forward: Float32Array
}

function distancesOf(
  sources: readonly Float32Array[],
  filter: LoopFilter,
  step: Step,
  stride: number,
): Distances[] {
  return step.directions.map(([x, y]) => {
    const offset = y * stride + x
    const forward = differences(sources, filter.channelScale, offset)
    return { offset, forward: step.isPatch ? sumPlus(forward, stride) : forward }
  })
}

/** Factors of the distances in a row or column, by its position in a block. */
const factorsOf = ({ borderFactor }: LoopFilter, { scale }: Step) => ({
  inner: DISTANCE_SCALE * scale,
  border: DISTANCE_SCALE * scale * borderFactor,
})

const isBorder = (position: number): boolean => (position & 7) === 0 || (position & 7) === 7

/** Filters the samples of all planes once. */
function filterOnce(planes: Planes, filter: LoopFilter, step: Step, inverseSigma: Float32Array): Planes {
  const [{ width, height }] = planes
  const stride = width + 2 * BORDER
  const sources = planes.map(pad)
  const [a, b, c] = sources as [Float32Array, Float32Array, Float32Array]
  const distances = distancesOf(sources, filter, step, stride)
  const { inner, border } = factorsOf(filter, step)
  const results: Planes = [makePlane(width, height), makePlane(width, height), makePlane(width, height)]
  const [toA, toB, toC] = [results[0].data, results[1].data, results[2].data]
  const blocksWide = Math.ceil(width / 8)
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to++) {
      const at = (y + BORDER) * stride + x + BORDER
      const sigma = inverseSigma[(y >> 3) * blocksWide + (x >> 3)] as number
      let weights = 1
      let sumA = a[at] as number
      let sumB = b[at] as number
      let sumC = c[at] as number
      const factor = sigma < MIN_INVERSE_SIGMA ? 0 : sigma * (isBorder(x) || isBorder(y) ? border : inner)
      for (let index = 0; factor !== 0 && index < distances.length; index++) {
        const { offset, forward } = distances[index] as Distances
        const next = at + offset
        const last = at - offset
        const nextWeight = Math.max(0, 1 + factor * (forward[at] as number))
        const lastWeight = Math.max(0, 1 + factor * (forward[last] as number))
        weights += nextWeight + lastWeight
        sumA += nextWeight * (a[next] as number) + lastWeight * (a[last] as number)
        sumB += nextWeight * (b[next] as number) + lastWeight * (b[last] as number)
        sumC += nextWeight * (c[next] as number) + lastWeight * (c[last] as number)
      }
      toA[to] = sumA / weights
      toB[to] = sumB / weights
      toC[to] = sumC / weights
    }
  }
  return results
}

/**
 * Applies the edge-preserving filter (ISO/IEC 18181-1:2022, annex J).
 * @param inverseSigma `SIGMA_SCALE` / sigma of each block, row by row
 */
export const smoothEdges = (planes: Planes, filter: LoopFilter, inverseSigma: Float32Array): Planes =>
  stepsOf(filter).reduce((filtered: Planes, step) => filterOnce(filtered, filter, step, inverseSigma), planes)
