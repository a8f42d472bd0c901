import { openReader } from '../../bytes/reader.ts'
import { MAX_BLOCK } from '../../metadata/metadata.ts'
import type { MetadataBlocks } from '../format.ts'
import { findBox, openBox } from './boxes.ts'
import { type HeifName, readItems } from './items.ts'
import { lengthOf, readItem, readLocations } from './locations.ts'

/**
 * Reads the items that describe the primary one (ISO/IEC 23008-12, 6.5.3.1 and A.2), as far as they lie within `file`:
 * many writers put them before the pixels, some after.
 */
export const readHeifMetadata =
  (name: HeifName) =>
  (file: Uint8Array): MetadataBlocks => {
    const input = openReader(file, true)
    const box = findBox(input, 'meta')
    if (!box) return {}
    const meta = openBox(input, box)
    const { types, references, primary } = readItems(meta, name)
    const locations = readLocations(meta, box.at, name)
    const describing = references
      .filter(({ type, to }) => type === 'cdsc' && to.includes(primary))
      .map(({ from }) => from)
    const item = (type: string) => {
      const id = describing.find((from) => types.get(from) === type)
      const extents = id === undefined ? [] : locations(id)
      return lengthOf(extents) > MAX_BLOCK ? undefined : readItem(input, extents)
    }
    return { exif: tiffOf(item('Exif')), xmp: item('mime') }
  }

/** An Exif item begins with the number of bytes before the TIFF header (ISO/IEC 23008-12, A.2.1). */
function tiffOf(item: Uint8Array | undefined): Uint8Array | undefined {
  if (!item || item.length < 4) return undefined
  return item.subarray(4 + new DataView(item.buffer, item.byteOffset).getUint32(0))
}
