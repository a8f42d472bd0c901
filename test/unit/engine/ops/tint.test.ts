import { describe, expect, test } from 'vitest'
import { toLab } from '../../../../src/engine/color/lab.ts'
import { tintTables } from '../../../../src/engine/ops/tint.ts'

function tinted(tables: Uint8Array, gray: number) {
  const [r = 0, g = 0, b = 0] = [0, 256, 512].map((table) => tables[table + gray])
  return toLab([r / 255, g / 255, b / 255])
}

const grayLightness = (gray: number) => toLab([gray / 255, gray / 255, gray / 255])[0]

describe('tintTables', () => {
  const BROWN = { r: 150, g: 100, b: 60, alpha: 1 }

  test('keep lightness, black and white', () => {
    const tables = tintTables(BROWN)
    for (let gray = 0; gray < 256; gray++)
      expect(Math.abs(tinted(tables, gray)[0] - grayLightness(gray))).toBeLessThan(0.5)
    expect([0, 256, 512].map((table) => tables[table])).toEqual([0, 0, 0])
    expect([255, 511, 767].map((table) => tables[table])).toEqual([255, 255, 255])
  })

  test('have the hue of the tint, in full at medium lightness', () => {
    const [, a, b] = toLab([BROWN.r / 255, BROWN.g / 255, BROWN.b / 255])
    const middle = tinted(tintTables(BROWN), 119)
    expect(grayLightness(119)).toBeCloseTo(50, 0)
    expect(Math.abs(middle[1] - a)).toBeLessThan(0.6)
    expect(Math.abs(middle[2] - b)).toBeLessThan(0.6)
  })

  test('change nothing for a gray tint', () => {
    const tables = tintTables({ r: 90, g: 90, b: 90, alpha: 1 })
    expect(tables.every((code, at) => code === (at & 255))).toBe(true)
  })
})
