import { shrinkExtent } from '../extents.ts'
import type { HeifFields, HeifImage } from './heif-image.ts'

/**
 * Returns a HEIF image with a share of the area: with fewer tiles, or with a smaller tile if there
 * is only one.
 */
function shrunkTiles({ grid, tile, tiles, ...image }: HeifImage, share: number): HeifImage {
  const side = Math.sqrt(share)
  const size = { width: Math.ceil(grid.width * side), height: Math.ceil(grid.height * side) }
  const isAlone = grid.rows * grid.columns === 1
  const one = isAlone ? size : tile
  const [rows, columns] = [Math.ceil(size.height / one.height), Math.ceil(size.width / one.width)]
  const shorter = tiles.map(({ item, extents }) => ({
    item,
    extents: extents.map((all) => shrinkExtent(all, share)),
  }))
  return { ...image, grid: { ...size, rows, columns }, tile: one, tiles: isAlone ? shorter : tiles }
}

/**
 * Implements `Format.shrink`: returns the HEIF fields for a header whose picture has only a share
 * of the area.
 */
export function shrinkHeif({ heif }: HeifFields, share: number): HeifFields {
  return heif ? { heif: shrunkTiles(heif, share) } : {}
}
