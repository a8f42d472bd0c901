import { describe, expect, test } from 'vitest'
import { openReader } from '../../../../../src/engine/bytes/reader.ts'
import { checkGrid, readGrid } from '../../../../../src/engine/formats/heif/grid.ts'
import { be16, be32, join } from '../../../../support/bytes/image-writers.ts'
import { failure } from '../../../../support/process/failure.ts'

const read = (data: Uint8Array) => readGrid(openReader(data, true), 'AVIF')

describe('a grid', () => {
  test('is read with sizes of 16 bits', () => {
    const grid = { rows: 6, columns: 8, width: 4032, height: 3024 }
    expect(read(join(0, 0, 5, 7, be16(4032), be16(3024)))).toEqual(grid)
  })

  test('is read with sizes of 32 bits', () => {
    const grid = { rows: 256, columns: 1, width: 70_000, height: 100_000 }
    expect(read(join(0, 1, 255, 0, be32(70_000), be32(100_000)))).toEqual(grid)
  })

  test.each([
    ['of another version', join(1, 0, 0, 0, be16(1), be16(1))],
    ['without width', join(0, 0, 0, 0, be16(0), be16(1))],
    ['without height', join(0, 0, 0, 0, be16(1), be16(0))],
    ['with truncated data', join(0, 1, 0, 0, be32(1), be16(1))],
  ])('is corrupt %s', (_, data) => {
    expect(() => read(data)).toThrow(failure('corrupt'))
  })
})

describe('the tiles of a grid', () => {
  const grid = { rows: 2, columns: 3, width: 130, height: 64 }
  const tile = { width: 64, height: 32 }
  const tiles = Array<typeof tile>(6).fill(tile)

  test('have one size', () => {
    expect(checkGrid(grid, tiles, grid, 'AVIF')).toEqual(tile)
  })

  test.each([
    ['too few tiles', grid, tiles.slice(1), grid],
    ['too many tiles', grid, [...tiles, tile], grid],
    ['none', grid, [], grid],
    ['different', grid, [...tiles.slice(1), { width: 64, height: 31 }], grid],
    ['less wide than the picture', { ...grid, width: 193 }, tiles, { width: 193, height: 64 }],
    ['beyond the edges of the picture', { ...grid, height: 32 }, tiles, { width: 130, height: 32 }],
    ['of a picture of another size', grid, tiles, { width: 130, height: 63 }],
  ])('are corrupt: %s', (_, shape, sizes, size) => {
    const refusal = failure('corrupt', 'AVIF: the tiles do not fit their grid')
    expect(() => checkGrid(shape, sizes, size, 'AVIF')).toThrow(refusal)
  })
})
