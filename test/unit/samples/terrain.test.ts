import { describe, expect, it } from 'vitest'
import { createCanvas } from '../../../samples/canvas.ts'
import { direction } from '../../../samples/daylight.ts'
import { interpolate, prominence, sampleRelief, sunlight } from '../../../samples/relief.ts'
import { type Camera, paintTerrain } from '../../../samples/terrain.ts'

const plane = (x: number, z: number) => 3 + 0.5 * x - 0.25 * z

describe('paintTerrain', () => {
  const camera: Camera = { focal: 20, horizon: 12.25, eye: 1 }

  function rowsOf(relief: (x: number, z: number) => number, far: number): number[] {
    const canvas = createCanvas(8, 24)
    paintTerrain(canvas, camera, { near: 0.5, far, steps: 4000 }, relief, () => [1, 1, 1])
    return Array.from({ length: 24 }, (_, y) => canvas.data[(y * 8 + 4) * 3] ?? Number.NaN)
  }

  it("covers everything below the crest and a part of the crest's pixel", () => {
    // A wall of height 1.4 at distance 8 ends just above the horizon, at row 11.25.
    const rows = rowsOf((_, z) => (z < 8 ? 0 : 1.4), 9)
    expect(rows.slice(0, 11)).toEqual(new Array(11).fill(0))
    expect(rows[11]).toBeCloseTo(0.75, 1)
    for (const light of rows.slice(12)) expect(light).toBeCloseTo(1, 5)
  })

  it('hides lower ground behind higher ground', () => {
    const canvas = createCanvas(8, 24)
    const relief = (_: number, z: number) => (z > 4 && z < 5 ? 2 : z > 6 ? 1.5 : 0)
    paintTerrain(canvas, camera, { near: 0.5, far: 9, steps: 4000 }, relief, ({ z }) => [
      z > 5.5 ? 1 : 0,
      0,
      0,
    ])
    expect(Math.max(...canvas.data)).toBe(0)
  })

  it('passes position and normal to the shader', () => {
    const canvas = createCanvas(8, 24)
    const low = (x: number, z: number) => plane(x, z) - 6
    paintTerrain(canvas, camera, { near: 0.5, far: 40, steps: 2000 }, low, ({ x, y, z, normal }) => {
      expect(y).toBeCloseTo(low(x, z), 1)
      const [nx, ny, nz] = direction(-0.5, 1, 0.25)
      expect(normal[0]).toBeCloseTo(nx, 5)
      expect(normal[1]).toBeCloseTo(ny, 5)
      expect(normal[2]).toBeCloseTo(nz, 5)
      return [1, 1, 1]
    })
    expect.hasAssertions()
  })
})

describe('reliefs', () => {
  it('are sampled and interpolated without distorting a plane', () => {
    const sampled = sampleRelief(plane, { x: -2, z: 1, cell: 0.5 }, 4, 6)
    const heights = Float64Array.from({ length: 120 }, (_, i) =>
      plane((i % 12) + 0.5, Math.floor(i / 12) + 0.5),
    )
    const smooth = interpolate(heights, 12, { x: 0, z: 0, cell: 1 })
    for (const [x, z] of [
      [2.5, 3.25],
      [3.99, 5.01],
      [2, 2],
    ] as const) {
      expect(sampled(x, z)).toBeCloseTo(plane(x, z), 5)
      expect(smooth(x, z)).toBeCloseTo(plane(x, z), 9)
    }
  })

  it('cast longer shadows under a lower sun', () => {
    const wall = (x: number) => (x > 1 ? 1 : 0)
    const low = direction(1, 0.2, 0)
    expect(sunlight(wall, -2, 0.01, 0, low, 12)).toBe(0)
    expect(sunlight(wall, -9, 0.01, 0, low, 12)).toBe(1)
    expect(sunlight(wall, -2, 0.01, 0, direction(1, 2, 0), 12)).toBe(1)
  })

  it('stand out on peaks and not in hollows', () => {
    const bump = (x: number, z: number) => Math.exp(-x * x - z * z)
    expect(prominence(bump, 0, 1, 0, 1)).toBeGreaterThan(0.5)
    expect(prominence((x, z) => -bump(x, z), 0, -1, 0, 1)).toBeLessThan(-0.5)
    expect(prominence(plane, 1, plane(1, 2), 2, 0.3)).toBeCloseTo(0, 9)
  })
})
