import { join } from '../../bytes/join.ts'
import { type ByteReader, MAX_PARTS, openReader } from '../../bytes/reader.ts'
import { MAX_BLOCK } from '../../metadata/metadata.ts'
import type { MetadataBlocks } from '../format.ts'
import { boxes, findBox, openBox, readU64 } from './boxes.ts'
import { readItems } from './items.ts'

/** Where an item lies (ISO/IEC 14496-12, 8.11.3). Method 0: in the file; 1: in the `idat` box. */
interface Location {
  readonly method: number
  readonly extents: readonly { readonly offset: number; readonly length: number }[]
}

/**
 * Reads the items that describe the primary one (ISO/IEC 23008-12, 6.5.3.1 and A.2), as far as they lie within `file`:
 * many writers put them before the pixels, some after.
 */
export function readHeifMetadata(file: Uint8Array): MetadataBlocks {
  const input = openReader(file, true)
  const box = findBox(input, 'meta')
  if (!box) return {}
  const meta = openBox(input, box)
  const { types, references, primary } = readItems(meta)
  const describing = references
    .filter(({ type, to }) => type === 'cdsc' && to.includes(primary))
    .map(({ from }) => from)
  const item = (type: string) => {
    const id = describing.find((from) => types.get(from) === type)
    return id === undefined ? undefined : readItem(input, meta, id)
  }
  return { exif: tiffOf(item('Exif')), xmp: item('mime') }
}

/** An Exif item begins with the number of bytes before the TIFF header (ISO/IEC 23008-12, A.2.1). */
function tiffOf(item: Uint8Array | undefined): Uint8Array | undefined {
  if (!item || item.length < 4) return undefined
  return item.subarray(4 + new DataView(item.buffer, item.byteOffset).getUint32(0))
}

function readItem(file: ByteReader, meta: ByteReader, id: number): Uint8Array | undefined {
  const tables = new Map([...boxes(meta, 4)].map((box) => [box.type, box]))
  const [iloc, idat] = [tables.get('iloc'), tables.get('idat')]
  const location = iloc && readLocation(openBox(meta, iloc), id)
  const space = location?.method === 0 ? file : location?.method === 1 && idat && openBox(meta, idat)
  if (!location || !space) return undefined
  const length = location.extents.reduce((sum, extent) => sum + extent.length, 0)
  if (length > MAX_BLOCK) return undefined
  return join(location.extents.map((extent) => space.bytes(extent.offset, extent.length)))
}

/** The `iloc` box (8.11.3) says in four bits each how many bytes its numbers have: 0, 4 or 8. */
function readLocation(iloc: ByteReader, id: number): Location | undefined {
  const version = iloc.u8(0)
  const [offsetSize, lengthSize] = [iloc.u8(4) >> 4, iloc.u8(4) & 15]
  const [baseSize, indexSize] = [iloc.u8(5) >> 4, version > 0 ? iloc.u8(5) & 15 : 0]
  const wide = version === 2
  const items = wide ? iloc.u32be(6) : iloc.u16be(6)
  const number = (at: number, size: number) =>
    size === 0 ? 0 : size === 8 ? readU64(iloc, at) : iloc.u32be(at)

  let at = wide ? 10 : 8
  for (let item = 0; item < Math.min(items, MAX_PARTS); item++) {
    const found = (wide ? iloc.u32be(at) : iloc.u16be(at)) === id
    at += wide ? 4 : 2
    const method = version > 0 ? iloc.u16be(at) & 15 : 0
    at += version > 0 ? 4 : 2
    const base = number(at, baseSize)
    at += baseSize
    const count = iloc.u16be(at)
    at += 2
    const stride = indexSize + offsetSize + lengthSize
    if (found) {
      const extents = Array.from({ length: Math.min(count, MAX_PARTS) }, (_, i) => ({
        offset: base + number(at + i * stride + indexSize, offsetSize),
        length: number(at + i * stride + indexSize + offsetSize, lengthSize),
      }))
      return { method, extents }
    }
    at += count * stride
  }
  return undefined
}
