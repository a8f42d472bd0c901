import { describe, expect, test } from 'vitest'
import { gammaTable, srgbCurves } from '../../../../src/engine/color/tables.ts'
import { perform, type Step, stepMemory } from '../../../../src/engine/ops/operations.ts'
import { openKernel, view } from '../../../../src/engine/wasm/kernel.ts'
import { inKernel } from '../../../support/engine/operate.ts'

const TABLES = Uint8Array.from({ length: 768 }, (_, at) => at)
const CONVERSION = { kind: 'matrix', curves: srgbCurves(), matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1] } as const
const STEPS: readonly Step[] = [
  { op: 'adjust', args: { brightness: 1.5, contrast: 0.5, saturation: 0, hue: 40 } },
  { op: 'convert', args: { kind: 'channels', tables: TABLES } },
  { op: 'convert', args: CONVERSION },
  { op: 'gamma', args: { gamma: 2.2 } },
  { op: 'grayscale', args: undefined },
  { op: 'negate', args: undefined },
  { op: 'normalize', args: undefined },
  { op: 'removealpha', args: undefined },
  { op: 'threshold', args: { level: 100 } },
  { op: 'tint', args: { r: 200, g: 30, b: 60, alpha: 0.1 } },
]

const [WIDTH, HEIGHT] = [7, 3]
const RGBA = Uint8Array.from({ length: WIDTH * HEIGHT * 4 }, (_, at) => (37 * at) & 255)

function take(step: Step, data: Uint8Array = RGBA) {
  const { kernel, picture } = inKernel({ width: WIDTH, height: HEIGHT, data })
  const [{ address }] = picture.planes
  const before = kernel.heapCheckpoint()
  const after = perform(kernel, picture, step)
  const taken = kernel.heapCheckpoint() - before
  return { taken, moved: after.planes[0]?.address !== address, data: view(kernel, address, data.length) }
}

const alphaOf = (rgba: Uint8Array) => [...rgba].filter((_, at) => at % 4 === 3)

describe.each(STEPS)('the operation $op', (step) => {
  test('takes its planned memory, and changes the picture in place', () => {
    const { taken, moved } = take(step)
    expect(taken).toBe(stepMemory({ width: WIDTH, height: HEIGHT }, step))
    expect(moved).toBe(false)
  })

  test('keeps alpha, or makes all of it opaque', () => {
    const expected = step.op === 'removealpha' ? alphaOf(RGBA).fill(255) : alphaOf(RGBA)
    expect(alphaOf(take(step).data)).toEqual(expected)
  })

  test('accepts gray planes', () => {
    const kernel = openKernel()
    const address = kernel.alloc(4)
    view(kernel, address, 4).set([0, 80, 160, 255])
    const gray = { width: 4, height: 1, layout: 'gray', planes: [{ width: 4, height: 1, address }] } as const
    const { layout, planes } = perform(kernel, gray, step)
    const pixels = view(kernel, planes[0]?.address ?? 0, 16)
    expect(layout).toBe('rgba')
    expect(alphaOf(pixels)).toEqual([255, 255, 255, 255])
  })
})

function pixel(step: Step, ...rgba: readonly number[]): number[] {
  const data = new Uint8Array(RGBA.length).map((_, at) => rgba[at & 3] ?? 0)
  return [...take(step, data).data.subarray(0, 4)]
}

test('negate inverts', () => {
  expect(pixel({ op: 'negate', args: undefined }, 0, 100, 255, 9)).toEqual([255, 155, 0, 9])
})

test('removealpha shows the colors of transparent pixels', () => {
  expect(pixel({ op: 'removealpha', args: undefined }, 10, 20, 30, 0)).toEqual([10, 20, 30, 255])
})

test('grayscale weights in linear light', () => {
  // sRGB codes of the luminances 0.2126, 0.7152 and 0.0722.
  expect(pixel({ op: 'grayscale', args: undefined }, 255, 0, 0, 1)).toEqual([127, 127, 127, 1])
  expect(pixel({ op: 'grayscale', args: undefined }, 0, 255, 0, 2)).toEqual([220, 220, 220, 2])
  expect(pixel({ op: 'grayscale', args: undefined }, 0, 0, 255, 3)).toEqual([76, 76, 76, 3])
})

test('threshold is white from the level upwards', () => {
  const step = (level: number): Step => ({ op: 'threshold', args: { level } })
  expect(pixel(step(128), 128, 128, 128, 7)).toEqual([255, 255, 255, 7])
  expect(pixel(step(129), 128, 128, 128, 7)).toEqual([0, 0, 0, 7])
  // Red is as light as the gray of 127.
  expect(pixel(step(127), 255, 0, 0, 7)).toEqual([255, 255, 255, 7])
  expect(pixel(step(128), 255, 0, 0, 7)).toEqual([0, 0, 0, 7])
})

test('gamma raises to its exponent', () => {
  expect(pixel({ op: 'gamma', args: { gamma: 0.5 } }, 0, 64, 255, 64)).toEqual([0, 128, 255, 64])
  expect(pixel({ op: 'gamma', args: { gamma: 2 } }, 16, 128, 254, 64)).toEqual([1, 64, 253, 64])
  expect([...gammaTable(1)]).toEqual([...gammaTable(1).keys()])
})

test('convert looks up tables or applies a matrix', () => {
  const swap = [0, 1, 0, 1, 0, 0, 0, 0, 1]
  expect(pixel({ op: 'convert', args: { ...CONVERSION, matrix: swap } }, 10, 20, 30, 4)).toEqual([
    20, 10, 30, 4,
  ])
  const tables = TABLES.map((code, at) => (at < 256 ? 255 - code : code))
  expect(pixel({ op: 'convert', args: { kind: 'channels', tables } }, 10, 20, 30, 4)).toEqual([
    245, 20, 30, 4,
  ])
})
