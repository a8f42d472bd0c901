import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DecodeScale } from '../../../src/engine/picture/picture.ts'
import { EIGHTHS } from '../../support/jpeg/kernel.ts'
import { bytes, kernel } from '../../support/kernel/kernel.ts'
import { runs } from '../../support/properties/runs.ts'

const wasm = kernel()
const [COEFFICIENTS, QUANT, OUT] = [wasm.alloc(128), wasm.alloc(128), wasm.alloc(8 * 64)]
const coefficients = new Int16Array(wasm.memory.buffer, COEFFICIENTS, 64)
const quant = new Uint16Array(wasm.memory.buffer, QUANT, 64)

type Block = ArrayLike<number>
type Size = DecodeScale

const ones = new Uint16Array(64).fill(1)

function transform(size: Size, block: Block, quantizers: Block = ones, last = 63): Uint8Array {
  if (size === 1) return Uint8Array.of(wasm.idct1x1(block[0] ?? 0, quantizers[0] ?? 0))
  coefficients.fill(0, 0, size * size).fill(-9999, size * size)
  coefficients.set(block)
  quant.set(Array.from(quantizers).slice(0, size * size))
  run(size, COEFFICIENTS, QUANT, last, OUT, 8)
  const rows = bytes(wasm, OUT, 64)
  return Uint8Array.from(
    { length: size * size },
    (_, at) => rows[Math.floor(at / size) * 8 + (at % size)] ?? 0,
  )
}

function run(size: Size, from: number, steps: number, last: number, out: number, stride: number): void {
  if (size === 8) wasm.idct8x8(from, steps, last, out, stride)
  else if (size > 4)
    (size === 5 ? wasm.idct5x5 : size === 6 ? wasm.idct6x6 : wasm.idct7x7)(from, steps, last, out, stride)
  else if (size === 4) wasm.idct4x4(from, steps, out, stride)
  else if (size === 3) wasm.idct3x3(from, steps, out, stride)
  else wasm.idct2x2(from, steps, out, stride)
}

/** Row bytes that are stored, by size, and coefficient bytes that are read. */
const STORED = [1, 2, 4, 4, 8, 8, 8, 8]
const readBytes = (size: Size) => (size > 4 ? 2 * size * (size - 1) + 16 : size === 3 ? 20 : 2 * size * size)

/**
 * Cosine basis from T.81 A.3.3 for any size, without the factors that keep the scale: √2 · C(u) ·
 * cos((2x + 1)uπ / 2N). Each row belongs to an x or, for the inverse, to a u.
 */
function basis(size: number, inverse: boolean): Float64Array {
  return Float64Array.from({ length: size * size }, (_, at) => {
    const [row, column] = [Math.floor(at / size), at % size]
    const [u, x] = inverse ? [row, column] : [column, row]
    return (u === 0 ? 1 : Math.SQRT2) * Math.cos(((2 * x + 1) * u * Math.PI) / (2 * size))
  })
}

const INVERSE = Array.from({ length: 9 }, (_, size) => basis(size, true))
const FORWARD = basis(8, false)

/**
 * Multiplies the rows of `block` by `matrix` and transposes the result, so that a second call
 * transforms the other direction.
 */
function along(block: Block, size: Size, matrix: Float64Array): Float64Array {
  const out = new Float64Array(size * size)
  for (let row = 0; row < size; row++) {
    for (let to = 0; to < size; to++) {
      let sum = 0
      for (let from = 0; from < size; from++)
        sum += (block[row * size + from] ?? 0) * (matrix[from * size + to] as number)
      out[to * size + row] = sum
    }
  }
  return out
}

/**
 * Returns the exact samples, unrounded and without the level shift. A smaller block has the mean of
 * the 8×8 block.
 */
function inverse(size: Size, block: Block): Float64Array {
  const matrix = INVERSE[size] as Float64Array
  return along(along(block, size, matrix), size, matrix).map((sum) => sum / 8)
}

/** Transforms 8×8 samples forward by T.81 A.3.3. */
function forward(samples: Block): Float64Array {
  return along(along(samples, 8, FORWARD), 8, FORWARD).map((sum) => sum / 8)
}

function sample(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value) + 128))
}

function numbers(seed: number): (low: number, high: number) => number {
  let state = seed
  return (low, high) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return low + Math.floor((state / 2 ** 32) * (high - low + 1))
  }
}

function statistics(size: Size, blocks: readonly Block[]) {
  const mean = new Float64Array(size * size)
  const square = new Float64Array(size * size)
  let peak = 0
  for (const block of blocks) {
    const exact = inverse(size, block)
    for (const [index, value] of transform(size, block).entries()) {
      const error = value - sample(exact[index] ?? 0)
      peak = Math.max(peak, Math.abs(error))
      mean[index] = (mean[index] ?? 0) + error / blocks.length
      square[index] = (square[index] ?? 0) + error ** 2 / blocks.length
    }
  }
  const average = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length
  return {
    peak,
    worstSquare: Math.max(...square),
    square: average(square),
    worstMean: Math.max(...mean.map(Math.abs)),
    mean: Math.abs(average(mean)),
  }
}

function blocks(size: Size, low: number, high: number, count = 2000): Block[] {
  const random = numbers(size * 1000 + high)
  return Array.from({ length: count }, () => {
    const whole = forward(Array.from({ length: 64 }, () => random(low, high))).map(Math.round)
    return Array.from({ length: size * size }, (_, at) => whole[Math.floor(at / size) * 8 + (at % size)] ?? 0)
  })
}

/** Coefficient position for each zigzag index (T.81 figure A.6). */
const ZIGZAG = Array.from({ length: 64 }, (_, at) => ({ v: Math.floor(at / 8), u: at % 8 }))
  .sort((a, b) => a.u + a.v - (b.u + b.v) || ((a.u + a.v) % 2 === 1 ? a.v - b.v : b.v - a.v))
  .map(({ u, v }) => v * 8 + u)

const i16 = fc.oneof(
  fc.integer({ min: -32768, max: 32767 }),
  fc.constantFrom(-32768, 32767, 0),
  fc.integer({ min: -9, max: 9 }),
)
const u16 = fc.oneof(fc.integer({ min: 0, max: 65535 }), fc.constantFrom(0, 1, 32768, 65535))
const hostile = fc.record({
  block: fc.array(i16, { minLength: 64, maxLength: 64 }),
  quantizers: fc.array(u16, { minLength: 64, maxLength: 64 }),
})

describe('an inverse transform', () => {
  // Limits of IEEE 1180-1990, section 3.3.
  it.each<[Size, number, number]>([
    [8, -256, 255],
    [8, -5, 5],
    [8, -300, 300],
    ...([3, 4, 5, 6, 7] as const).flatMap((size): [Size, number, number][] => [
      [size, -256, 255],
      [size, -5, 5],
      [size, -300, 300],
    ]),
  ])('of size %i is as exact as IEEE 1180 requires for samples from %i to %i', (size, low, high) => {
    for (const sign of [1, -1]) {
      const found = statistics(
        size,
        blocks(size, low, high).map((block) => Array.from(block, (value) => value * sign)),
      )
      expect(found.peak).toBeLessThanOrEqual(1)
      expect(found.worstSquare).toBeLessThanOrEqual(0.06)
      expect(found.square).toBeLessThanOrEqual(0.02)
      expect(found.worstMean).toBeLessThanOrEqual(0.015)
      expect(found.mean).toBeLessThanOrEqual(0.0015)
    }
  })

  it.each<[Size]>([[2], [1]])('of size %i is exact', (size) => {
    for (const block of blocks(size, -256, 255)) {
      // The exact value is a multiple of 1/8, which makes its rounding certain.
      const exact = inverse(size, block).map((value) => Math.round(value * 8) / 8)
      expect([...transform(size, block)]).toEqual([...exact].map(sample))
    }
  })

  it.each(EIGHTHS)('of size %i is within 1 at coarse quantization', (size) => {
    const random = numbers(size)
    for (const block of blocks(size, -128, 127, 500)) {
      const quantizers = Array.from(block, () => random(1, 255))
      const quantized = Array.from(block, (value, at) => Math.round(value / (quantizers[at] ?? 1)))
      const exact = inverse(
        size,
        quantized.map((value, at) => value * (quantizers[at] ?? 1)),
      )
      const found = transform(size, quantized, quantizers)
      expect(
        Math.max(...found.map((value, at) => Math.abs(value - sample(exact[at] ?? 0)))),
      ).toBeLessThanOrEqual(1)
    }
  })

  it.each(EIGHTHS)('of size %i keeps a flat block flat at every level', (size) => {
    const levels = Array.from({ length: 343 }, (_, step) => step * 7 - 1200)
    for (const dc of [...levels, -32768, -31741, 31740, 32767]) {
      const level = sample(dc / 8)
      expect(new Set(transform(size, [dc]))).toEqual(new Set([level]))
    }
  })

  it.each<[Size]>([[8], [7], [6], [5], [4], [3], [2]])(
    'of size %i does not exchange rows and columns',
    (size) => {
      const last = size * (size - 1)
      const single = (at: number) => Array.from({ length: size * size }, (_, i) => (i === at ? 500 : 0))
      const [across, down] = [transform(size, single(1)), transform(size, single(size))]
      expect([...across.slice(0, size)]).toEqual([...across.slice(last)])
      expect(across[0]).toBeGreaterThan(across[size - 1] ?? 0)
      expect(new Set(down.slice(0, size)).size).toBe(1)
      expect(down[0]).toBeGreaterThan(down[last] ?? 0)
    },
  )
})

describe.each<[Size]>([[8], [7], [6], [5]])('the shortcuts of size %i', (size) => {
  /**
   * Positions in a block of this size, by zigzag index. Coefficients beyond the side are dropped.
   */
  const places = ZIGZAG.map((at) =>
    at % 8 < size && at >> 3 < size ? (at >> 3) * size + (at % 8) : undefined,
  )
  const upTo = (block: Block, last: number) => {
    const sparse = new Int16Array(size * size)
    for (const at of places.slice(0, last + 1)) if (at !== undefined) sparse[at] = block[at] ?? 0
    return sparse
  }

  it('give the same samples as the full transform', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 0, max: 63 }), ({ block, quantizers }, last) => {
        const sparse = upTo(block, last)
        const whole = transform(size, sparse, quantizers)
        for (const claimed of new Set([last, Math.max(last, 9), Math.max(last, 10)])) {
          expect(transform(size, sparse, quantizers, claimed)).toEqual(whole)
        }
      }),
      { numRuns: runs(300) },
    )
  })

  it('read no coefficient after the last', () => {
    const noise = new Int16Array(64).fill(999)
    expect(new Set(transform(size, noise, ones, 0)).size).toBe(1)
    const corner = noise.map((value, at) => (at % size < 4 && at < 4 * size ? value : 0))
    const beyond = noise.map((value, at) => (at % size < 4 || at >= 4 * size || size === 8 ? value : 0))
    expect(transform(size, beyond, ones, 9)).toEqual(transform(size, corner))
  })
})

describe('an inverse transform of any coefficients', () => {
  it('stores only inside its rows', () => {
    const [stride, margin] = [24, 16]
    const area = wasm.alloc(2 * margin + 8 * stride)
    fc.assert(
      fc.property(
        hostile,
        fc.constantFrom<Size>(2, 3, 4, 5, 6, 7, 8),
        fc.integer({ min: 0, max: 63 }),
        (input, size, last) => {
          coefficients.set(input.block)
          quant.set(input.quantizers)
          const view = bytes(wasm, area, 2 * margin + 8 * stride).fill(0xa5)
          const out = area + margin
          run(size, COEFFICIENTS, QUANT, last, out, stride)
          for (let row = 0; row < size; row++)
            view.fill(0xa5, margin + row * stride, margin + row * stride + (STORED[size - 1] ?? 0))
          expect(new Set(view)).toEqual(new Set([0xa5]))
        },
      ),
    )
  })

  it('reads nothing beyond the blocks', () => {
    const end = wasm.memory.buffer.byteLength
    for (const size of [2, 3, 4, 5, 6, 7, 8] as const) {
      for (const last of [0, 9, 63]) {
        run(size, end - readBytes(size), QUANT, last, OUT, 8)
        run(size, COEFFICIENTS, end - readBytes(size), last, OUT, 8)
        run(size, COEFFICIENTS, QUANT, last, end - 8 * (size - 1) - (STORED[size - 1] ?? 0), 8)
      }
    }
  })

  it('gives the exact sample for a flat coefficient', () => {
    fc.assert(
      fc.property(i16, u16, (dc, quantizer) => {
        expect(wasm.idct1x1(dc, quantizer)).toBe(
          Math.max(0, Math.min(255, Math.floor((dc * quantizer + 1028) / 8))),
        )
      }),
    )
  })
})
