import { Failure } from '../../../errors.ts'
import type { ByteReader } from '../../bytes/reader.ts'
import type { Size } from '../../picture/size.ts'
import type { HeifName } from './items.ts'

/**
 * A picture made of tiles with one size, row by row. Tile pixels beyond its width and height are
 * not shown.
 */
export interface Grid extends Size {
  readonly rows: number
  readonly columns: number
}

/** `true` if a picture has several tiles. */
export const isGrid = ({ grid: { rows, columns } }: { readonly grid: Grid }): boolean => rows * columns > 1

/**
 * Reads a `grid` item's data (ISO/IEC 23008-12, 6.6.2.3.2).
 * @throws Failure corrupt
 * @example
 * readGrid(openReader(Uint8Array.of(0, 0, 5, 7, 15, 192, 11, 208), true), 'HEIC')
 * // 6 rows of 8 tiles for 4032 × 3024 pixels
 */
export function readGrid(data: ByteReader, name: HeifName): Grid {
  const wide = (data.u8(1) & 1) !== 0
  const [width, height] = wide ? [data.u32be(4), data.u32be(8)] : [data.u16be(4), data.u16be(6)]
  if (data.u8(0) !== 0 || width === 0 || height === 0)
    throw new Failure('corrupt', `${name}: the grid is not valid`)
  return { rows: data.u8(2) + 1, columns: data.u8(3) + 1, width, height }
}

/**
 * Checks a grid against its tiles, and against its size as an item (ISO/IEC 23008-12, 6.6.2.3.1).
 * There must be a tile for each row and column. All tiles must have the same size and cover the
 * picture, and no tile may lie completely outside the picture.
 * @param tiles each tile's width and height
 * @param size width and height of the grid's item
 * @returns width and height that all tiles share
 * @throws Failure corrupt
 */
export function checkGrid(grid: Grid, tiles: readonly Size[], size: Size, name: HeifName): Size {
  const { rows, columns, width, height } = grid
  const [tile] = tiles
  const isValid =
    tile &&
    tiles.length === rows * columns &&
    tiles.every((other) => other.width === tile.width && other.height === tile.height) &&
    width === size.width &&
    height === size.height &&
    columns === Math.ceil(width / tile.width) &&
    rows === Math.ceil(height / tile.height)
  if (!isValid) throw new Failure('corrupt', `${name}: the tiles do not fit their grid`)
  return tile
}
