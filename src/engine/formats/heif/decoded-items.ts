import { openReader } from '../../bytes/reader.ts'
import type { Extent } from '../../picture/header.ts'
import { findMeta } from './header.ts'
import type { HeifKind } from './heif-kind.ts'
import { type Items, readItems } from './items.ts'
import { readLocations } from './locations.ts'

/**
 * Returns the items that are decoded for a picture: the item itself, its alpha plane, and both
 * items' tiles.
 */
function itemsOf({ references }: Items, item: number): ReadonlySet<number> {
  const found = new Set([item])
  function addTiles(): void {
    for (const { type, from, to } of references)
      if (type === 'dimg' && found.has(from)) for (const tile of to) found.add(tile)
  }
  addTiles()
  const planes = references.filter(({ type, to }) => type === 'auxl' && to.some((id) => found.has(id)))
  for (const { from } of planes) found.add(from)
  addTiles()
  return found
}

/**
 * Returns the extents of the data that a codec gets for a picture, item by item.
 * @param file the whole file
 * @param item the picture's item; by default the primary item
 * @throws Failure corrupt
 */
export function decodedExtents(
  file: Uint8Array,
  kind: HeifKind,
  item: number | undefined,
): readonly (readonly Extent[])[] {
  const { content, at } = findMeta(openReader(file, true), kind, false)
  const items = readItems(content, kind.name)
  const locations = readLocations(content, at, kind.name)
  return [...itemsOf(items, item ?? items.primary)].map(locations)
}
