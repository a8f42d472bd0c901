import fc from 'fast-check'
import { expect, it } from 'vitest'
import { angles } from '../../src/engine/ops/mark.ts'
import type { SideExports } from '../../src/engine/wasm/generated/side.ts'
import { sideKernel } from '../../src/engine/wasm/side-kernel.ts'
import { kernel } from '../support/kernel/kernel.ts'
import { blocks } from '../support/kernel/pixel-blocks.ts'
import { randomNumbers } from '../support/properties/random.ts'

interface Complex {
  readonly re: Float32Array
  readonly im: Float32Array
}

const seeds = fc.integer({ min: 0, max: 2 ** 30 })

function noise(length: number, seed: number): Complex {
  const random = randomNumbers(seed)
  const floats = () => Float32Array.from({ length }, () => random() / 2 ** 31 - 1)
  return { re: floats(), im: floats() }
}

/** Transforms one row by the definition of the discrete Fourier transform. */
function transformed({ re, im }: Complex, sign: number): Complex {
  const out = { re: new Float32Array(re.length), im: new Float32Array(re.length) }
  for (let k = 0; k < re.length; k++) {
    let [real, imaginary] = [0, 0]
    for (const [n, a] of re.entries()) {
      const angle = (sign * 2 * Math.PI * k * n) / re.length
      real += a * Math.cos(angle) - (im[n] ?? 0) * Math.sin(angle)
      imaginary += a * Math.sin(angle) + (im[n] ?? 0) * Math.cos(angle)
    }
    out.re[k] = real
    out.im[k] = imaginary
  }
  return out
}

const pick = ({ re, im }: Complex, size: number, at: (index: number) => number): Complex => ({
  re: Float32Array.from({ length: size }, (_, index) => re[at(index)] ?? 0),
  im: Float32Array.from({ length: size }, (_, index) => im[at(index)] ?? 0),
})

function eachLine(square: Complex, size: number, sign: number, at: (line: number, index: number) => number) {
  const out = { re: square.re.slice(), im: square.im.slice() }
  for (let line = 0; line < size; line++) {
    const { re, im } = transformed(
      pick(square, size, (index) => at(line, index)),
      sign,
    )
    for (let index = 0; index < size; index++) {
      out.re[at(line, index)] = re[index] ?? 0
      out.im[at(line, index)] = im[index] ?? 0
    }
  }
  return out
}

function squared(square: Complex, size: number, sign: number): Complex {
  const rows = eachLine(square, size, sign, (line, index) => line * size + index)
  return eachLine(rows, size, sign, (line, index) => index * size + line)
}

function inKernel(
  numbers: Complex,
  size: number,
  run: (wasm: SideExports, ...at: number[]) => void,
): Complex {
  const wasm = kernel()
  const { put } = blocks(wasm)
  const floats = (values: Float32Array) => put(new Uint8Array(values.buffer))
  const [re, im, table] = [floats(numbers.re), floats(numbers.im), floats(angles(size))]
  run(sideKernel(wasm), re, im, table, wasm.alloc(8 * size * 4))
  const read = (address: number) => new Float32Array(wasm.memory.buffer, address, numbers.re.length).slice()
  return { re: read(re), im: read(im) }
}

function farthest(a: Complex, b: Complex, isMeant: (at: number) => boolean = () => true): number {
  const far = (x: Float32Array, y: Float32Array) =>
    Math.max(...x.map((value, at) => (isMeant(at) ? Math.abs(value - (y[at] ?? 0)) : 0)))
  return Math.max(far(a.re, b.re), far(a.im, b.im))
}

it.each([4, 8, 16, 64, 128])('transforms four interleaved lines of %i', (size) => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const numbers = noise(4 * size, seed)
      const out = inKernel(numbers, size, (wasm, re = 0, im = 0, table = 0, work = 0) =>
        wasm.fourierLines(re, im, size, table, work),
      )
      for (const line of [0, 1, 2, 3]) {
        const own = (values: Complex) => pick(values, size, (index) => 4 * index + line)
        expect(farthest(own(out), transformed(own(numbers), -1))).toBeLessThan(1e-5 * size)
      }
    }),
    { numRuns: 3 },
  )
})

const frequencyOf = (at: number, size: number) => Math.min(at, size - at)

it.each([
  [8, 8],
  [16, 16],
  [16, 3],
  [32, 6],
])('transforms a square of %i up to the frequency %i', (size, band) => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const square = noise(size * size, seed)
      const out = inKernel(square, size, (wasm, re = 0, im = 0, table = 0, work = 0) =>
        wasm.fourier({ re, im, size, angles: table, inverse: 0, band, work }),
      )
      const isMeant = (at: number) => frequencyOf(Math.floor(at / size), size) <= band
      expect(farthest(out, squared(square, size, -1), isMeant)).toBeLessThan(1e-4 * size)
    }),
    { numRuns: 3 },
  )
})

it.each([
  [8, 8],
  [16, 3],
  [32, 6],
])('inverts the transform of a square of %i up to the frequency %i', (size, band) => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const all = noise(size * size, seed)
      const kept = (values: Float32Array) =>
        values.map((value, at) => (frequencyOf(at % size, size) <= band ? value : 0))
      const square = { re: kept(all.re), im: kept(all.im) }
      const out = inKernel(square, size, (wasm, re = 0, im = 0, table = 0, work = 0) =>
        wasm.fourier({ re, im, size, angles: table, inverse: 1, band, work }),
      )
      expect(farthest(out, squared(square, size, 1))).toBeLessThan(1e-4 * size)
    }),
    { numRuns: 3 },
  )
})
