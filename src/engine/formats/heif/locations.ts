import { Failure } from '../../../errors.ts'
import { join } from '../../bytes/join.ts'
import { type ByteReader, MAX_PARTS } from '../../bytes/reader.ts'
import type { Extent } from '../../picture/header.ts'
import { boxes, openBox, readU64 } from '../boxes.ts'
import type { HeifName } from './items.ts'

/**
 * Returns the extents (offset and length in the file) of an item's data, in order; an empty list if
 * the item has no data in this file.
 */
export type Locations = (item: number) => readonly Extent[]

/**
 * Supported `iloc` construction methods (ISO/IEC 14496-12, 8.11.3): the data lies in the file, or
 * in the box `idat`. Data that is constructed from other items is not read.
 */
const [FROM_FILE, FROM_IDAT] = [0, 1]

/**
 * Reads item locations from `iloc` (ISO/IEC 14496-12, 8.11.3), versions 0 to 2. Extents in `idat`
 * must lie within it. Other extents may lie beyond the file's end, which `readItem` checks.
 * @param meta content of the `meta` box
 * @param at that content's offset in the file
 * @returns a function from an item to its extents, in bytes from the file's start; it throws
 *   `Failure` corrupt if an extent lies beyond `idat`
 * @throws Failure corrupt: the table is cut or not valid, describes an item twice, or has too many
 *   items or extents
 * @example const [first] = readLocations(openBox(file, meta), meta.at, 'AVIF')(items.primary)
 */
export function readLocations(meta: ByteReader, at: number, name: HeifName): Locations {
  const tables = new Map([...boxes(meta, 4)].map((box) => [box.type, box]))
  const [iloc, idat] = [tables.get('iloc'), tables.get('idat')]
  const locations = iloc ? readTable(openBox(meta, iloc), name) : new Map<number, Location>()
  return (item) => {
    const { method, extents } = locations.get(item) ?? { method: FROM_FILE, extents: [] }
    if (method === FROM_FILE) return extents
    if (method !== FROM_IDAT || !idat) return []
    if (extents.some((extent) => extent.at + extent.length > idat.length))
      throw new Failure('corrupt', `${name}: an item extends beyond idat`)
    return extents.map((extent) => ({ at: at + idat.at + extent.at, length: extent.length }))
  }
}

/** Returns the extents' total length in bytes. */
export const lengthOf = (extents: readonly Extent[]): number =>
  extents.reduce((sum, { length }) => sum + length, 0)

/**
 * Returns an item's data.
 * @throws Failure corrupt: the file ends before the data does
 */
export const readItem = (file: ByteReader, extents: readonly Extent[]): Uint8Array<ArrayBuffer> =>
  join(extents.map(({ at, length }) => file.bytes(at, length)))

interface Location {
  readonly method: number
  readonly extents: readonly Extent[]
}

function readTable(iloc: ByteReader, name: HeifName): Map<number, Location> {
  const version = iloc.u8(0)
  // The next four numbers have four bits each: the lengths in bytes of an offset, a length, a base
  // and an index.
  const sizes = [iloc.u8(4) >> 4, iloc.u8(4) & 15, iloc.u8(5) >> 4, version > 0 ? iloc.u8(5) & 15 : 0]
  const [offsetSize = 0, lengthSize = 0, baseSize = 0, indexSize = 0] = sizes
  if (version > 2 || sizes.some((size) => ![0, 4, 8].includes(size)))
    throw new Failure('corrupt', `${name}: the iloc box is not valid`)
  const wide = version === 2
  let at = 6

  function number(size: number): number {
    const value =
      size === 0 ? 0 : size === 8 ? readU64(iloc, at) : size === 4 ? iloc.u32be(at) : iloc.u16be(at)
    at += size
    return value
  }

  const locations = new Map<number, Location>()
  const items = number(wide ? 4 : 2)
  let parts = items
  for (let left = items; left > 0; left--) {
    const item = number(wide ? 4 : 2)
    const method = version > 0 ? number(2) & 15 : FROM_FILE
    const elsewhere = number(2) !== 0
    const base = number(baseSize)
    const count = number(2)
    parts += count
    if (locations.has(item) || parts > MAX_PARTS)
      throw new Failure('corrupt', `${name}: an item is located twice, or in too many places`)
    const extents = Array.from({ length: count }, () => {
      number(indexSize)
      return { at: base + number(offsetSize), length: number(lengthSize) }
    })
    locations.set(item, { method, extents: elsewhere ? [] : extents })
  }
  return locations
}
