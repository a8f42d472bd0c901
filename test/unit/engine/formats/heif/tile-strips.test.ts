import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type TilePlanes,
  tileStrips,
  tileStripsMemory,
} from '../../../../../src/engine/formats/heif/tile-strips.ts'
import { isAligned, type Tiled, tiledPlanes } from '../../../../../src/engine/formats/heif/tiled.ts'
import { kernel } from '../../../../support/kernel/kernel.ts'
import { runs } from '../../../../support/properties/runs.ts'

const YCC = [
  [1, 1],
  [2, 2],
  [2, 2],
] as const

/** Returns a sample value that depends on its plane and position. */
const sample = (plane: number, x: number, y: number) => (plane * 89 + x * 7 + y * 13) & 255

/** Returns tiles whose rows are longer than the tile, as decoders return them. */
function tileOf({ tile, steps }: Tiled, column: number, row: number): TilePlanes {
  return steps.map(([across, down], plane) => {
    const [width, height] = [Math.ceil(tile.width / across), Math.ceil(tile.height / down)]
    const stride = width + 5
    const bytes = new Uint8Array(stride * height).fill(255)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        bytes[y * stride + x] = sample(
          plane,
          (column * tile.width) / across + x,
          (row * tile.height) / down + y,
        )
    return { bytes, stride }
  })
}

async function joined(tiled: Tiled, decoded: string[] = []) {
  const memory = kernel()
  const before = memory.alloc(0)
  const strips = tileStrips(
    tiled,
    async (row, columns, take) => {
      for (const column of columns) {
        decoded.push(`${column},${row}`)
        take(column, tileOf(tiled, column, row))
      }
    },
    memory,
  )
  const taken = memory.alloc(0) - before - 64
  const planes: number[][] = tiled.steps.map(() => [])
  for await (const strip of strips)
    for (const [index, { rows, stride, count }] of strip.planes.entries())
      planes[index]?.push(...rows.subarray(0, stride * count))
  return { planes, taken }
}

function expected(tiled: Tiled): number[][] {
  return tiledPlanes(tiled).map(({ width, height }, plane) => {
    const [across, down] = tiled.steps[plane] ?? [1, 1]
    const [left, top] = [tiled.crop.x / across, tiled.crop.y / down]
    return Array.from({ length: width * height }, (_, at) =>
      sample(plane, left + (at % width), top + Math.floor(at / width)),
    )
  })
}

const even = (max: number) => fc.nat(max).map((half) => half * 2)

const tileds = fc
  .record({
    rows: fc.integer({ min: 1, max: 3 }),
    columns: fc.integer({ min: 1, max: 3 }),
    tile: fc.record({ width: even(8).map((n) => n + 2), height: even(8).map((n) => n + 2) }),
    short: fc.record({ width: fc.nat(1), height: fc.nat(1) }),
    at: fc.record({ x: fc.nat(), y: fc.nat() }),
    length: fc.record({ width: fc.nat(), height: fc.nat() }),
    gray: fc.boolean(),
  })
  .map(({ rows, columns, tile, short, at, length, gray }): Tiled => {
    const width = columns * tile.width - short.width
    const height = rows * tile.height - short.height
    const [x, y] = [(at.x % width) & ~1, (at.y % height) & ~1]
    const crop = { x, y, width: 1 + (length.width % (width - x)), height: 1 + (length.height % (height - y)) }
    return { grid: { rows, columns, width, height }, tile, crop, steps: gray ? [[1, 1]] : YCC }
  })

test('joins, crops and plans tiles exactly, whatever their grid', async () => {
  await fc.assert(
    fc.asyncProperty(tileds, async (tiled) => {
      const { planes, taken } = await joined(tiled)
      expect(planes).toEqual(expected(tiled))
      expect(taken).toBe(tileStripsMemory(tiled))
      expect(isAligned(tiled)).toBe(true)
    }),
    { numRuns: runs(100) },
  )
})

const GRID: Tiled = {
  grid: { rows: 3, columns: 4, width: 64, height: 48 },
  tile: { width: 16, height: 16 },
  crop: { x: 16, y: 18, width: 20, height: 10 },
  steps: YCC,
}

test('decodes only the tiles that are shown', async () => {
  const decoded: string[] = []
  await joined(GRID, decoded)
  expect(decoded).toEqual(['1,1', '2,1'])
})

test.each([
  ['a crop between two chroma samples horizontally', { crop: { ...GRID.crop, x: 15 } }],
  ['a crop between two chroma samples vertically', { crop: { ...GRID.crop, y: 15 } }],
  ['tiles of half a chroma sample horizontally', { tile: { width: 17, height: 16 } }],
  ['tiles of half a chroma sample vertically', { tile: { width: 16, height: 17 } }],
])('is not aligned: %s', (_, change) => {
  expect(isAligned({ ...GRID, ...change })).toBe(false)
  expect(isAligned({ ...GRID, ...change, steps: [[1, 1]] })).toBe(true)
})

test('fails if a tile lacks a plane', async () => {
  const strips = tileStrips(GRID, async (_, __, take) => take(1, []), kernel())
  await expect(strips.next()).rejects.toThrow('a tile has no plane 0')
})
