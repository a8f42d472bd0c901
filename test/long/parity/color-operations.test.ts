import type { Sharp } from 'sharp'
import { describe, expect, test } from 'vitest'
import type { Step } from '../../../src/engine/ops/operations.ts'
import type { Frame } from '../../../src/engine/picture/picture.ts'
import { operate } from '../../support/engine/operate.ts'
import { meanDifference } from '../../support/picture/differences.ts'
import { bySharp, PICTURES } from './support.ts'

interface Comparison {
  readonly step: Step
  readonly change: (image: Sharp) => Sharp
  readonly most: number
}

const NORMALIZE: Step = { op: 'normalize', args: undefined }

const COMPARISONS: readonly Comparison[] = [
  { step: { op: 'negate', args: undefined }, change: (image) => image.negate({ alpha: false }), most: 0 },
  { step: { op: 'removealpha', args: undefined }, change: (image) => image.removeAlpha(), most: 0 },
  { step: NORMALIZE, change: (image) => image.normalise(), most: 0.25 },
  ...['#ffb03d', '#0020ff', '#808080', '#000'].map((color) => ({
    step: { op: 'tint', args: colorOf(color) } as const,
    change: (image: Sharp) => image.tint(color),
    most: 0.5,
  })),
  // sharp applies `gamma` before and after a resize. The first exponent is 1 here, so that only the
  // second step runs. sharp rounds down.
  ...[1.1, 2.2, 3].map((gamma) => ({
    step: { op: 'gamma', args: { gamma: 1 / gamma } } as const,
    change: (image: Sharp) => image.gamma(1, gamma),
    most: 0.5,
  })),
]

function colorOf(hex: string): { r: number; g: number; b: number; alpha: number } {
  const digits = hex.length === 4 ? hex.replace(/\w/g, '$&$&') : hex
  const code = Number.parseInt(digits.slice(1), 16)
  return { r: code >> 16, g: (code >> 8) & 255, b: code & 255, alpha: 1 }
}

function withAlpha({ width, height, data }: Frame, from?: Frame): Frame {
  return { width, height, data: data.map((value, at) => (at % 4 === 3 ? (from?.data[at] ?? 255) : value)) }
}

describe.each(Object.entries(PICTURES))('color operations on %s', (_, frame) => {
  test.each(COMPARISONS)('match sharp: $step', async ({ step, change, most }) => {
    expect(meanDifference(operate(frame, step).frame, await bySharp(frame, change))).toBeLessThanOrEqual(most)
  })

  test('match sharp: grayscale', async () => {
    // Raw gray from sharp has no alpha.
    const colors = await bySharp(frame, (image) => image.grayscale())
    const made = operate(frame, { op: 'grayscale', args: undefined }).frame
    expect(meanDifference(made, withAlpha(colors, frame))).toBeLessThanOrEqual(0.25)
  })

  test.each([1, 90, 128, 200, 255])('match sharp: threshold %d', async (level) => {
    // sharp also applies the threshold to alpha.
    const colors = await bySharp(withAlpha(frame), (image) => image.threshold(level))
    const made = operate(frame, { op: 'threshold', args: { level } }).frame
    expect(meanDifference(made, withAlpha(colors, frame))).toBeLessThanOrEqual(0.5)
  })
})

const GRAYS: Readonly<Record<string, readonly (readonly [code: number, pixels: number])[]>> = {
  'one gray': [[77, 1000]],
  black: [[0, 1000]],
  white: [[255, 1000]],
  'two grays of one lightness': [
    [77, 500],
    [78, 500],
  ],
  'two grays that are hardly apart': [
    [77, 500],
    [79, 500],
  ],
  'a little of black': [
    [0, 10],
    [128, 989],
    [254, 1],
  ],
  'more of black': [
    [0, 25],
    [128, 974],
    [254, 1],
  ],
  'specks of black and white': [
    [0, 1],
    [60, 499],
    [90, 499],
    [255, 1],
  ],
  'dark grays': [
    [3, 9],
    [8, 500],
    [20, 491],
  ],
}

test.each(Object.entries(GRAYS))('normalize matches sharp: %s', async (_, grays) => {
  const pixels = grays.flatMap(([code, count]) =>
    Array.from({ length: count }, () => [code, code, code, 255]),
  )
  const frame: Frame = { width: 50, height: 20, data: Uint8Array.from(pixels.flat()) }
  const made = operate(frame, NORMALIZE).frame
  expect(meanDifference(made, await bySharp(frame, (image) => image.normalise()))).toBeLessThanOrEqual(0.5)
})
