/**
 * Reference for resampling by its definition: every output sample is a weighted mean over the
 * plane. Edge samples are repeated beyond the plane.
 */

const sinc = (x: number) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x))

/** Returns Mitchell and Netravali's cubic filter, written in powers as in their paper. */
const cubic = (b: number, c: number) => (x: number) => {
  if (x < 1) return ((12 - 9 * b - 6 * c) * x ** 3 + (-18 + 12 * b + 6 * c) * x ** 2 + (6 - 2 * b)) / 6
  return ((-b - 6 * c) * x ** 3 + (6 * b + 30 * c) * x ** 2 + (-12 * b - 48 * c) * x + (8 * b + 24 * c)) / 6
}

interface Filter {
  readonly radius: number
  readonly at: (x: number) => number
}

/** Filters in the order of the kernel's filter numbers. */
export const FILTERS = {
  triangle: { radius: 1, at: (x) => 1 - x },
  catrom: { radius: 2, at: cubic(0, 1 / 2) },
  mitchell: { radius: 2, at: cubic(1 / 3, 1 / 3) },
  lanczos3: { radius: 3, at: (x) => sinc(x) * sinc(x / 3) },
} as const satisfies Record<string, Filter>

export type FilterName = keyof typeof FILTERS

/** A plane of interleaved samples with `channels` samples per pixel. */
export interface Plane {
  readonly width: number
  readonly height: number
  readonly channels: number
  readonly data: ArrayLike<number>
}

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

function weights(size: number, count: number, start: number, length: number, filter: Filter, i: number) {
  const step = length / count
  const stretch = Math.max(1, step)
  const center = start + (i + 0.5) * step - 0.5
  const taps = new Map<number, number>()
  const add = (k: number, value: number) => {
    const inside = Math.min(Math.max(k, 0), size - 1)
    taps.set(inside, (taps.get(inside) ?? 0) + value)
  }
  // A scale of 1 without a shift copies the samples, even for Mitchell's filter, which would blur
  // them.
  if (step === 1 && Number.isInteger(start)) add(center, 1)
  else {
    const reach = filter.radius * stretch
    for (let k = Math.ceil(center - reach); k <= Math.floor(center + reach); k++) {
      add(k, filter.at(Math.abs(k - center) / stretch))
    }
  }
  let sum = 0
  for (const value of taps.values()) sum += value
  return [...taps].map(([k, value]) => [k, value / sum] as const)
}

/**
 * Resamples a plane.
 * @returns the samples, neither rounded nor clipped
 */
export function resampleReference(
  { width, height, channels, data }: Plane,
  box: Box,
  outWidth: number,
  outHeight: number,
  name: FilterName,
): Float64Array {
  const filter = FILTERS[name]
  const narrow = new Float64Array(outWidth * height * channels)
  for (let i = 0; i < outWidth; i++) {
    for (const [k, weight] of weights(width, outWidth, box.x, box.width, filter, i)) {
      for (let y = 0; y < height; y++) {
        for (let c = 0; c < channels; c++) {
          const at = (y * outWidth + i) * channels + c
          narrow[at] = (narrow[at] as number) + weight * (data[(y * width + k) * channels + c] as number)
        }
      }
    }
  }
  const row = outWidth * channels
  const result = new Float64Array(row * outHeight)
  for (let j = 0; j < outHeight; j++) {
    for (const [k, weight] of weights(height, outHeight, box.y, box.height, filter, j)) {
      for (let x = 0; x < row; x++) {
        result[j * row + x] = (result[j * row + x] as number) + weight * (narrow[k * row + x] as number)
      }
    }
  }
  return result
}

/**
 * Averages square pixel blocks, rounded, if a picture is reduced to less than a fourth. At least
 * two averages remain for each sample in the result. Edge samples are repeated beyond the picture.
 * @returns the averages, and the box in their coordinates
 */
export function shrunkReference(
  plane: Plane,
  box: Box,
  outWidth: number,
  outHeight: number,
): { readonly plane: Plane; readonly box: Box } {
  const shrink = Math.min(box.width / outWidth, box.height / outHeight)
  const side = [8, 4, 2].find((side) => shrink >= 2 * side) ?? 1
  if (side === 1) return { plane, box }
  const { channels, data } = plane
  const [width, height] = [Math.ceil(plane.width / side), Math.ceil(plane.height / side)]
  const means = new Uint8Array(width * height * channels)
  for (let at = 0; at < means.length; at++) {
    const [pixel, c] = [Math.floor(at / channels), at % channels]
    const [left, top] = [(pixel % width) * side, Math.floor(pixel / width) * side]
    let sum = 0
    for (let k = 0; k < side * side; k++) {
      const x = Math.min(left + (k % side), plane.width - 1)
      const y = Math.min(top + Math.floor(k / side), plane.height - 1)
      sum += data[(y * plane.width + x) * channels + c] as number
    }
    means[at] = Math.floor(sum / side ** 2 + 0.5)
  }
  const scaled = { x: box.x / side, y: box.y / side, width: box.width / side, height: box.height / side }
  return { plane: { width, height, channels, data: means }, box: scaled }
}
