import { expect, test } from 'vitest'
import { appleCodes } from '../../../../src/engine/transform/apple-codes.ts'

/** Gain in stops for a code in Apple's map, by its own formula. */
function gainOf(code: number, stops: number): number {
  const light = code / 255 < 0.081 ? code / 255 / 4.5 : ((code / 255 + 0.099) / 1.099) ** (1 / 0.45)
  return Math.log2(1 + (2 ** stops - 1) * light)
}

test.each([0.000001, 0.4, 2.06, 8])("gives the gains of Apple's map at %f stops", (stops) => {
  const codes = appleCodes(stops)
  expect([codes.length, codes[0], codes[255]]).toEqual([256, 0, 255])
  for (const [code, translated] of codes.entries())
    expect(Math.abs((stops * translated) / 255 - gainOf(code, stops))).toBeLessThan(stops / 509)
})
