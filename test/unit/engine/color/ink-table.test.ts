import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { inkTable } from '../../../../src/engine/color/conversion.ts'
import { parseProfile } from '../../../../src/engine/color/icc.ts'
import { INK_GRID_BYTES, inkGrid } from '../../../../src/engine/color/ink-grid.ts'
import type { InkTable } from '../../../../src/engine/color/ink-table.ts'
import { xyzOf } from '../../../support/color/icc-tables.ts'
import { PROFILES, writeProfile } from '../../../support/color/icc-writer.ts'
import {
  INK_PROFILES,
  type Inks,
  inkMAB,
  inkMft1,
  inkMft2,
  printed,
} from '../../../support/color/ink-tables.ts'
import { light } from '../../../support/color/srgb-light.ts'
import { mutant } from '../../../support/hostile/mutations.ts'
import { randomNumbers } from '../../../support/properties/random.ts'
import { runs } from '../../../support/properties/runs.ts'

function tableOf(profile: Uint8Array): InkTable | undefined {
  return inkTable({ color: { kind: 'icc', profile }, components: 4 })
}

const INKS: readonly Inks[] = [
  [0, 0, 0, 0],
  [1, 1, 1, 1],
  [1, 0, 0.5, 0],
  [0.2, 0.7, 0.1, 0.4],
  [0.3, 0.6, 0.9, 0.05],
]

function colorOf(table: InkTable, inks: Inks): readonly number[] {
  const [c, m, y, k] = inks.map((ink, at) => table.curves[at]?.(ink) ?? Number.NaN)
  return table.at([c ?? 0, m ?? 0, y ?? 0, k ?? 0])
}

const grow = (ink: number) => 1 - light(1 - ink)

describe('the table of a CMYK profile', () => {
  test.each([
    ['xyz', (ink: number) => ink, 4],
    ['elements', (ink: number) => ink, 4],
    ['lab16', grow, 1.5],
    ['lab8', grow, 1.5],
    ['large', grow, 2],
  ] as const)('gives XYZ from %s', (name, curved, digits) => {
    const table = tableOf(INK_PROFILES[name])
    if (!table) throw new Error('there is no table')
    for (const inks of INKS) {
      const [c, m, y, k] = inks.map(curved) as unknown as Inks
      for (const [axis, value] of colorOf(table, inks).entries())
        expect(value).toBeCloseTo(xyzOf('srgb')(printed([c, m, y, k]))[axis] ?? Number.NaN, digits)
    }
  })
})

const white = () => [1, 1, 1] as const
const cmyk = (connection: string, tags: Readonly<Record<string, Uint8Array>>) =>
  writeProfile({ space: 'CMYK', connection, tags })

describe('a CMYK profile with an invalid table', () => {
  const good = inkMft2(2, white)

  test.each<[string, Uint8Array]>([
    ['of RGB', PROFILES.displayP3],
    ['without A2B', cmyk('Lab ', { B2A0: good })],
    ['to another space', cmyk('Luv ', { A2B0: good })],
    ['of a side of 1', cmyk('Lab ', { A2B0: good.with(10, 1) })],
    ['of three inks', cmyk('Lab ', { A2B0: good.with(8, 3) })],
    ['of 255 points a side, which the file does not have', cmyk('Lab ', { A2B0: good.with(10, 255) })],
    ['that is truncated', cmyk('Lab ', { A2B0: good.subarray(0, -20) })],
    ['of 8 bits that is truncated', cmyk('Lab ', { A2B0: inkMft1(2, white).subarray(0, -800) })],
    ['of elements with a side of 1', cmyk('Lab ', { A2B0: inkMAB([2, 2, 1, 2], white) })],
    ['of elements with a table too far', cmyk('Lab ', { A2B0: inkMAB([2, 2, 2, 2], white).with(24, 9) })],
    ['without bytes', new Uint8Array(0)],
  ])('has no table: %s', (_, profile) => {
    expect(tableOf(profile)).toBeUndefined()
  })

  it('is ignored for other numbers of components', () => {
    for (const components of [1, 3] as const)
      expect(inkTable({ color: { kind: 'icc', profile: INK_PROFILES.lab16 }, components })).toBeUndefined()
  })
})

it('prefers A2B0 to A2B1', () => {
  const tags = { A2B1: inkMft2(2, () => [0, 0.5, 0.5]), A2B0: inkMft2(2, white) }
  expect(tableOf(cmyk('XYZ ', tags))?.at([0, 0, 0, 0])[1]).toBeCloseTo(2, 3)
})

describe('an ink grid', () => {
  it('has a bounded size, independent of the table', () => {
    // Table sides whose cells are divided, converted one by one, or joined.
    for (const side of [2, 3, 4, 7, 8, 9, 13, 14, 18]) {
      const table = tableOf(cmyk('XYZ ', { A2B0: inkMft2(side, white) }))
      if (!table) throw new Error('there is no table')
      const { length, buffer } = inkGrid(table)
      expect(length).toBeLessThanOrEqual(INK_GRID_BYTES)
      const [points = 0] = new Uint32Array(buffer, 0, 1)
      expect(points).toBeGreaterThanOrEqual(8)
      expect(length).toBe(16 + 4096 + 8 * points ** 4)
    }
  })

  it('stays inside its points, even for damaged profiles', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(...Object.values(INK_PROFILES)), (seed, bytes) => {
        const damaged = mutant(bytes, randomNumbers(seed))
        const profile = parseProfile(damaged)
        if (profile?.space !== 'inks') return
        const grid = inkGrid(profile.inks)
        const [points = 0] = new Uint32Array(grid.buffer, 0, 1)
        const places = new Float32Array(grid.buffer, 16, 1024)
        expect(places.every((place) => place >= 0 && place <= points - 1)).toBe(true)
      }),
      { numRuns: runs(25) },
    )
  })
})
