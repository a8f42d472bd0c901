/** The input samples that contribute to one output sample, and their weights. */
export interface Taps {
  readonly first: number
  readonly weights: Float64Array
}

const RADIUS = 3

function lanczos(x: number): number {
  if (x === 0) return 1
  if (Math.abs(x) >= RADIUS) return 0
  const angle = Math.PI * x
  return (RADIUS * Math.sin(angle) * Math.sin(angle / RADIUS)) / (angle * angle)
}

/**
 * Computes the weights for Lanczos3 resampling along one axis, with pixel centers at 0.5. The
 * weights for each output sample sum to 1. Beyond an edge, the edge sample is repeated.
 * @param size input sample count
 * @param count output sample count
 */
export function lanczosTaps(size: number, count: number): readonly Taps[] {
  const step = size / count
  const stretch = Math.max(1, step)
  const within = (sample: number) => Math.min(Math.max(sample, 0), size - 1)
  return Array.from({ length: count }, (_, at) => {
    const center = (at + 0.5) * step - 0.5
    const [from, to] = [Math.ceil(center - RADIUS * stretch), Math.floor(center + RADIUS * stretch)]
    const first = within(from)
    const weights = new Float64Array(within(to) - first + 1)
    for (let k = from; k <= to; k++) {
      const tap = within(k) - first
      weights[tap] = (weights[tap] as number) + lanczos((k - center) / stretch)
    }
    const sum = weights.reduce((total, weight) => total + weight, 0)
    return { first, weights: weights.map((weight) => weight / sum) }
  })
}

/** Interleaved samples without padding. Each pixel has `channels` samples. */
export interface Raster {
  readonly width: number
  readonly height: number
  readonly channels: number
  readonly data: Uint8Array
}

function resampleRow(
  row: Uint8Array,
  channels: number,
  read: Float64Array,
  across: readonly Taps[],
  out: Float64Array,
) {
  across.forEach(({ first, weights }, x) => {
    for (let c = 0; c < channels; c++) {
      let sum = 0
      for (let tap = 0; tap < weights.length; tap++) {
        sum += (weights[tap] as number) * (read[row[(first + tap) * channels + c] as number] as number)
      }
      out[x * channels + c] = sum
    }
  })
}

/**
 * Resamples with Lanczos3 in double precision. It needs no memory beyond the output and one row.
 * @param read values for the 256 possible samples
 * @returns `width * height * channels` values, neither rounded nor clipped
 */
export function resampleLanczos(
  { data, channels, ...from }: Raster,
  width: number,
  height: number,
  read: Float64Array,
): Float64Array {
  const across = lanczosTaps(from.width, width)
  const down = lanczosTaps(from.height, height)
  const pitch = width * channels
  const result = new Float64Array(pitch * height)
  const row = new Float64Array(pitch)
  let top = 0
  for (let y = 0; y < from.height; y++) {
    const start = y * from.width * channels
    resampleRow(data.subarray(start, start + from.width * channels), channels, read, across, row)
    while (top < height && isBelow(down[top], y)) top++
    for (let j = top; j < height; j++) {
      const weight = weightOf(down[j], y)
      if (weight === undefined) break
      for (let i = 0; i < pitch; i++) {
        result[j * pitch + i] = (result[j * pitch + i] as number) + weight * (row[i] as number)
      }
    }
  }
  return result
}

function isBelow(taps: Taps | undefined, y: number): boolean {
  return taps !== undefined && y >= taps.first + taps.weights.length
}

function weightOf(taps: Taps | undefined, y: number): number | undefined {
  return taps && y >= taps.first ? taps.weights[y - taps.first] : undefined
}
