import { Failure } from '../../../errors.ts'
import { type ByteReader, openReader } from '../../bytes/reader.ts'
import { MAX_BLOCK } from '../../metadata/metadata.ts'
import type { Extent } from '../../picture/header.ts'
import { findBox, openBox } from '../boxes.ts'
import type { MetadataBlocks } from '../format.ts'
import type { MetadataLengths } from './heif-image.ts'
import type { Meta } from './image.ts'
import { type HeifName, type Items, readItems } from './items.ts'
import { lengthOf, readItem, readLocations } from './locations.ts'

/** Extents for the two items that describe a picture. They are empty if they exceed `MAX_BLOCK`. */
interface Described {
  readonly exif: readonly Extent[]
  readonly xmp: readonly Extent[]
}

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
    const content = openBox(input, box)
    const { exif, xmp } = locateMetadata({ content, at: box.at }, readItems(content, name), name)
    return { exif: tiffOf(readBlock(input, exif)), xmp: readBlock(input, xmp) }
  }

/**
 * Returns the lengths in bytes of the EXIF and XMP items that `readHeifMetadata` reads; both are 0
 * if either item is not valid.
 */
export function metadataLengths(meta: Meta, items: Items, name: HeifName): MetadataLengths {
  try {
    const { exif, xmp } = locateMetadata(meta, items, name)
    return { exif: lengthOf(exif), xmp: lengthOf(xmp) }
  } catch (error) {
    if (error instanceof Failure) return { exif: 0, xmp: 0 }
    throw error
  }
}

/** @throws Failure corrupt: one of the two items extends beyond `idat` */
function locateMetadata(
  { content, at }: Meta,
  { types, references, primary }: Items,
  name: HeifName,
): Described {
  const locations = readLocations(content, at, name)
  const describing = references
    .filter(({ type, to }) => type === 'cdsc' && to.includes(primary))
    .map(({ from }) => from)
  const extentsOf = (type: string) => {
    const id = describing.find((from) => types.get(from) === type)
    const extents = id === undefined ? [] : locations(id)
    return lengthOf(extents) > MAX_BLOCK ? [] : extents
  }
  return { exif: extentsOf('Exif'), xmp: extentsOf('mime') }
}

const readBlock = (file: ByteReader, extents: readonly Extent[]) =>
  lengthOf(extents) > 0 ? readItem(file, extents) : undefined

/**
 * Returns the TIFF file in an Exif item. The item begins with a 32-bit number of bytes to skip
 * before the TIFF header (ISO/IEC 23008-12, A.2.1).
 */
function tiffOf(item: Uint8Array | undefined): Uint8Array | undefined {
  if (!item || item.length < 4) return undefined
  return item.subarray(4 + new DataView(item.buffer, item.byteOffset).getUint32(0))
}
