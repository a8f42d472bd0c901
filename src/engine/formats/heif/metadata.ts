import { openReader } from '../../bytes/reader.ts'
import { MAX_BLOCK } from '../../metadata/metadata.ts'
import type { MetadataBlocks } from '../format.ts'
import { findBox, openBox } from './boxes.ts'
import { type HeifName, readItems } from './items.ts'
import { lengthOf, readItem, readLocations } from './locations.ts'

/**
 * Reads EXIF and XMP from the items that describe the primary item (ISO/IEC 23008-12, 6.5.3.1 and
 * A.2). Many writers put these items before the pixels, and some after.
 * @throws Failure corrupt: one of the two items extends beyond `file`
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

/**
 * Returns the TIFF file in an Exif item. The item begins with a 32-bit number of bytes to skip
 * before the TIFF header (ISO/IEC 23008-12, A.2.1).
 */
function tiffOf(item: Uint8Array | undefined): Uint8Array | undefined {
  if (!item || item.length < 4) return undefined
  return item.subarray(4 + new DataView(item.buffer, item.byteOffset).getUint32(0))
}
