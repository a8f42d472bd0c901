import { Failure } from '../../../errors.ts'
import { type ByteReader, openReader } from '../../bytes/reader.ts'
import type { Extent } from '../../picture/header.ts'
import type { Size } from '../../picture/size.ts'
import { checkGrid, type Grid, readGrid } from './grid.ts'
import type { HeifImage } from './heif-image.ts'
import type { HeifName, Items, Property } from './items.ts'
import { type Locations, lengthOf, readItem, readLocations } from './locations.ts'

/** A file's bytes so far, and the items that its `meta` box declares. */
export interface HeifFile {
  readonly input: ByteReader
  readonly meta: Meta
  readonly items: Items
  readonly name: HeifName
}

/** Content of the `meta` box, and that content's offset in the file. */
export interface Meta {
  readonly content: ByteReader
  readonly at: number
}

/**
 * Reads `ispe` (ISO/IEC 23008-12, 6.5.3): the width and height before any transformation. For a
 * grid, they belong to the whole picture.
 */
export function readExtents(items: Items, properties: readonly Property[], name: HeifName): Size {
  const ispe = properties.find(({ type }) => type === 'ispe')
  if (!ispe) throw new Failure('corrupt', `${name}: the size (ispe) of the image is missing`)
  const body = items.open(ispe)
  const width = body.u32be(4)
  const height = body.u32be(8)
  if (width === 0 || height === 0) throw new Failure('corrupt', `${name}: the width or height is 0`)
  return { width, height }
}

/**
 * Maximum number of bytes between the `meta` box's end and other data that is read with the header:
 * 256 KB. The reader does not wait for data that lies further away.
 */
const NEAR = 1 << 18

/** Maximum length in bytes of a `grid` item's data. Valid data has 8 or 12 bytes. */
const MAX_GRID = 64

/**
 * Maximum number of tiles, twenty times as many as in any phone's photo. It is limited because each
 * tile's properties are all read.
 */
const MAX_TILES = 4096

/**
 * `true` if a part of a file lies at most 256 KB after the header, and the file contains it.
 * @param end the `meta` box's end
 * @throws MORE the part is near but has not arrived
 */
export const isNear = (input: ByteReader, end: number, { at, length }: Extent): boolean =>
  at + length <= end + NEAR && input.reaches(at + length)

/**
 * Reads a picture's tiles and their locations.
 * @param size the item's width and height
 * @param whole `true` if the complete file is available, so that a grid may lie anywhere in it
 * @returns `undefined` if a tile has no data in this file, or if the grid lies far from the header
 * @throws MORE more bytes are needed
 * @throws Failure corrupt, unsupported
 */
export function readImage(
  { input, meta, items, name }: HeifFile,
  item: number,
  size: Size,
  whole: boolean,
): Omit<HeifImage, 'chroma' | 'matrix' | 'alpha'> | undefined {
  const locations = readLocations(meta.content, meta.at, name)
  if (items.types.get(item) !== 'grid') {
    const tiles = tilesOf([item], locations)
    return tiles && { item, grid: { rows: 1, columns: 1, ...size }, tile: size, tiles }
  }
  const parts = items.references.find(({ type, from }) => type === 'dimg' && from === item)?.to ?? []
  const tiles = tilesOf(parts, locations)
  const end = whole ? input.length : meta.at + meta.content.length
  const grid = gridOf(input, end, locations(item), name)
  if (!tiles || !grid || tiles.length > MAX_TILES) return undefined
  const sizes = parts.map((part) => tileSize(items, part, name))
  return { item, grid, tile: checkGrid(grid, sizes, size, name), tiles }
}

/**
 * Returns a tile's width and height.
 * @throws Failure unsupported: an aperture crops the tile, and pixels that it hides must not be
 *   shown
 */
function tileSize(items: Items, tile: number, name: HeifName): Size {
  const properties = items.properties(tile)
  if (properties.some(({ type }) => type === 'clap'))
    throw new Failure(
      'unsupported',
      `${name}: tiles that an aperture (clap) crops are not supported; save the image as a still ${name}`,
    )
  return readExtents(items, properties, name)
}

function tilesOf(items: readonly number[], locations: Locations): HeifImage['tiles'] | undefined {
  const tiles = items.map((item) => ({ item, extents: locations(item) }))
  return tiles.every(({ extents }) => lengthOf(extents) > 0) ? tiles : undefined
}

function gridOf(
  input: ByteReader,
  end: number,
  extents: readonly Extent[],
  name: HeifName,
): Grid | undefined {
  const length = lengthOf(extents)
  const isThere = length > 0 && length <= MAX_GRID && extents.every((extent) => isNear(input, end, extent))
  return isThere ? readGrid(openReader(readItem(input, extents), true), name) : undefined
}
