import fc from 'fast-check'
import { expect, it } from 'vitest'
import { bytes, kernel } from '../support/kernel/kernel.ts'
import { blocks } from '../support/kernel/pixel-blocks.ts'

interface Extremes {
  readonly columns: { readonly least: number[]; readonly most: number[] }
  readonly rows: { readonly least: number[]; readonly most: number[] }
}

/**
 * Measures the extremes of each row and column.
 * @param cuts numbers of rows per call, repeated
 */
function measured(data: Uint8Array, width: number, height: number, alpha: boolean, cuts: number[]): Extremes {
  const wasm = kernel()
  const { put } = blocks(wasm)
  wasm.trimOpen(width, height, Number(alpha))
  for (let row = 0, cut = 0; row < height; cut++) {
    const count = Math.min(cuts[cut % cuts.length] ?? 1, height - row)
    wasm.trimRows(put(data.subarray(row * width * 4, (row + count) * width * 4)), count)
    row += count
  }
  const list = (address: number, length: number) => [...bytes(wasm, address, length * 4)]
  return {
    columns: { least: list(wasm.trimColumnLeast(), width), most: list(wasm.trimColumnMost(), width) },
    rows: { least: list(wasm.trimRowLeast(), height), most: list(wasm.trimRowMost(), height) },
  }
}

function expected(data: Uint8Array, width: number, height: number, alpha: boolean): Extremes {
  const level = (x: number, y: number, channel: number) => {
    const pixel = (Math.min(Math.max(y, 0), height - 1) * width + Math.min(Math.max(x, 0), width - 1)) * 4
    const value = data[pixel + channel] ?? 0
    if (!alpha || channel === 3) return value
    const opacity = data[pixel + 3] ?? 0
    return Math.floor((value * opacity + (data[channel] ?? 0) * (255 - opacity)) / 255)
  }
  const steps = [-1, 0, 1]
  const median = (x: number, y: number, channel: number) =>
    steps
      .flatMap((down) => steps.map((across) => level(x + across, y + down, channel)))
      .sort((a, b) => a - b)[4] ?? 0
  const across = Array.from({ length: width }, (_, x) => x)
  const down = Array.from({ length: height }, (_, y) => y)
  const each = (
    lines: number[],
    along: number[],
    at: (line: number, place: number, channel: number) => number,
  ) => {
    const levels = lines.flatMap((line) =>
      [0, 1, 2, 3].map((channel) => along.map((place) => at(line, place, channel))),
    )
    return { least: levels.map((list) => Math.min(...list)), most: levels.map((list) => Math.max(...list)) }
  }
  return {
    columns: each(across, down, median),
    rows: each(down, across, (y, x, channel) => median(x, y, channel)),
  }
}

it('finds the extremes of median-filtered rows and columns', () => {
  const size = fc.integer({ min: 1, max: 19 })
  const picture = fc.tuple(size, size).chain(([width, height]) =>
    fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      data: fc.uint8Array({ minLength: width * height * 4, maxLength: width * height * 4 }),
      alpha: fc.boolean(),
      cuts: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 3 }),
    }),
  )
  fc.assert(
    fc.property(picture, ({ width, height, data, alpha, cuts }) => {
      expect(measured(data, width, height, alpha, cuts)).toEqual(expected(data, width, height, alpha))
    }),
  )
})

it('traps on too many rows', () => {
  const wasm = kernel()
  wasm.trimOpen(2, 1, 0)
  const rows = wasm.alloc(16)
  wasm.trimRows(rows, 1)
  expect(() => wasm.trimRows(rows, 1)).toThrow(/unreachable/)
})
