import type { Header } from '../../picture/header.ts'
import type { Items } from '../heif/items.ts'

/** The item that has the AV1 data of a picture: itself, or the first tile of a grid; none where there are no tiles. */
export function codedItem({ types, references }: Items, item: number): number | undefined {
  if (types.get(item) !== 'grid') return item
  return references.find(({ type, from }) => type === 'dimg' && from === item)?.to[0]
}

/**
 * Reads depth and components from an item's `av1C` (AV1-ISOBMFF, 2.3.3), whose third byte has flags for them.
 * @returns `undefined` where the item has no `av1C`
 */
export function readConfiguration(
  items: Items,
  item: number,
): Pick<Header, 'depth' | 'components'> | undefined {
  const av1C = items.properties(item).find(({ type }) => type === 'av1C')
  if (!av1C) return undefined
  const flags = items.open(av1C).u8(2)
  const [high, twelve, monochrome] = [(flags & 0x40) !== 0, (flags & 0x20) !== 0, (flags & 0x10) !== 0]
  return { depth: high ? (twelve ? 12 : 10) : 8, components: monochrome ? 1 : 3 }
}
