import { describe, expect, test } from 'vitest'
import { lightnessStretch } from '../../../../src/engine/ops/normalize.ts'

function counts(levels: Readonly<Record<number, number>>): Uint32Array {
  return Uint32Array.from({ length: 101 }, (_, level) => levels[level] ?? 0)
}

describe('lightnessStretch', () => {
  test('maps the darkest and lightest values to 0 and 100', () => {
    const { scale = 0, offset = 0 } = lightnessStretch(counts({ 20: 500, 69: 500 })) ?? {}
    expect(20 * scale + offset).toBeCloseTo(0, 9)
    expect(70 * scale + offset).toBeCloseTo(100, 9)
  })

  test('ignores a few of the darkest pixels', () => {
    expect(lightnessStretch(counts({ 0: 10, 50: 980, 100: 10 }))?.scale).toBe(2)
    expect(lightnessStretch(counts({ 0: 30, 50: 960, 100: 10 }))?.scale).toBe(1)
  })

  test.each([{ levels: { 0: 7 } }, { levels: { 40: 7 } }, { levels: { 100: 7 } }])(
    'leaves $levels unchanged',
    ({ levels }) => {
      expect(lightnessStretch(counts(levels))).toBeUndefined()
    },
  )
})
