import { randomNumbers } from '../properties/random.ts'
import { ZIGZAG } from './dct-reference.ts'
import type { Plane } from './kernel.ts'
import { gridsOf, type JpegComponent, type JpegSpec, type Scan } from './writer.ts'

export type Factors = readonly (readonly [h: number, v: number])[]

const IDS = [1, 2, 3, 4]
/** Quantization steps that grow with frequency, as in real tables. */
export const QUANT = [
  Array.from({ length: 64 }, (_, k) => 3 + (k >> 2)),
  Array.from({ length: 64 }, (_, k) => 5 + (k >> 1)),
]

/**
 * Returns random components that resemble photographs: a varying mean and few frequencies, of which
 * the low ones are strongest.
 */
export function randomComponents(
  size: Pick<JpegSpec, 'width' | 'height'>,
  factors: Factors,
  seed: number,
  quant: JpegSpec['quant'] = QUANT,
): JpegComponent[] {
  const random = randomNumbers(seed)
  const next = () => random() / 2 ** 32
  const components = factors.map(([h, v], index) => ({
    id: IDS[index] ?? 0,
    h,
    v,
    quant: Math.min(index, 1),
  }))
  return components.map((component, index) => {
    const { whole } = gridsOf(size, components, index)
    const steps = quant[component.quant] as readonly number[]
    const blocks = Array.from({ length: whole.wide * whole.high }, () => randomBlock(next, steps))
    return { ...component, blocks }
  })
}

function randomBlock(next: () => number, steps: readonly number[]): number[] {
  const block = new Array<number>(64).fill(0)
  const put = (k: number, level: number) => {
    block[k] = Math.trunc(level / (steps[k] as number))
  }
  put(0, (next() - 0.5) * 1400)
  const kind = next()
  if (kind < 0.15) return block
  const frequencies = kind > 0.97 ? 63 : Math.floor(next() * 12)
  for (let i = 0; i < frequencies; i++) {
    const k = kind > 0.97 ? i + 1 : 1 + Math.floor(63 * next() ** 3)
    put(k, ((next() - 0.5) * 900) / (1 + Math.sqrt(frequencies + k)))
  }
  return block
}

/** Returns one scan for all components, or one scan for each component. */
export const interleaved = (count: number, restart = 0): Scan[] => [
  { components: Array.from({ length: count }, (_, i) => i), restart },
]
export const apart = (count: number, restart = 0): Scan[] =>
  Array.from({ length: count }, (_, i) => ({ components: [i], restart }))

/**
 * Returns progressive scans as libjpeg writes them: low frequencies first, then refinements bit by
 * bit (T.81 G.1.1.1).
 */
export function progression(count: number, restart = 0): Scan[] {
  const all = Array.from({ length: count }, (_, i) => i)
  const each = (band: Omit<Scan, 'components'>) =>
    all.map((index): Scan => ({ components: [index], restart, ...band }))
  return [
    { components: all, restart, first: 0, last: 0, high: 0, low: 1 },
    ...each({ first: 1, last: 5, high: 0, low: 2 }),
    ...each({ first: 6, last: 63, high: 0, low: 2 }),
    ...each({ first: 1, last: 63, high: 2, low: 1 }),
    { components: all, restart, first: 0, last: 0, high: 1, low: 0 },
    ...each({ first: 1, last: 63, high: 1, low: 0 }),
  ]
}

/**
 * Returns each component's exact samples, not rounded. Only each block's lowest frequencies are
 * used, which gives `side` × `side` samples.
 */
export function expectedPlanes(
  spec: JpegSpec,
  side: number,
): (Omit<Plane, 'data'> & { data: Float64Array })[] {
  const cosines = Array.from({ length: side }, (_, x) =>
    Array.from({ length: side }, (_, u) =>
      u === 0 ? Math.SQRT1_2 : Math.cos(((2 * x + 1) * u * Math.PI) / (2 * side)),
    ),
  )
  return spec.components.map((component, index) => {
    const { whole, factors } = gridsOf(spec, spec.components, index)
    const { h, v } = factors
    const across = spec.components.length === 1 ? 1 : Math.max(...spec.components.map((it) => it.h))
    const down = spec.components.length === 1 ? 1 : Math.max(...spec.components.map((it) => it.v))
    const width = Math.ceil((spec.width * h * side) / (across * 8))
    const height = Math.ceil((spec.height * v * side) / (down * 8))
    const steps = spec.quant[component.quant] as readonly number[]
    const data = new Float64Array(width * height)
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const block = component.blocks[
          Math.floor(y / side) * whole.wide + Math.floor(x / side)
        ] as readonly number[]
        data[y * width + x] = sample(
          block,
          steps,
          cosines[x % side] as number[],
          cosines[y % side] as number[],
        )
      }
    }
    return { width, height, data }
  })
}

/**
 * Computes a sample (T.81 A.3.3 and A.3.1) and clamps it. With these factors a transform with any
 * size keeps the mean.
 */
function sample(
  block: readonly number[],
  steps: readonly number[],
  across: number[],
  down: number[],
): number {
  let sum = 0
  for (let k = 0; k < 64; k++) {
    const value = block[k] as number
    if (value === 0) continue
    const natural = ZIGZAG[k] as number
    sum += value * (steps[k] as number) * (across[natural % 8] ?? 0) * (down[natural >> 3] ?? 0)
  }
  return Math.min(255, Math.max(0, sum / 4 + 128))
}
