import { type ByteOrder, be16, be32, join, le16, le32, type Part } from '../bytes/image-writers.ts'

/** TIFF field's values: numbers with the field's type, or bytes. */
export type Values = readonly number[] | string | Uint8Array

/** A TIFF field: tag, type and values. */
export type FieldShape = readonly [tag: number, type: number, values: Values]

/** A TIFF directory: its fields, its subdirectories by tag, and the next directory. */
export interface DirectoryShape {
  readonly fields: readonly FieldShape[]
  readonly children?: Readonly<Record<number, DirectoryShape>>
  readonly next?: DirectoryShape
}

const WIDTHS: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 4, 7: 1, 9: 4, 10: 4 }

/** Writes a TIFF file. */
export function tiffFile(order: ByteOrder, first: DirectoryShape): Uint8Array<ArrayBuffer> {
  const [u16, u32] = order === 'II' ? [le16, le32] : [be16, be32]

  function bytes(type: number, values: Values): Uint8Array {
    if (typeof values === 'string' || values instanceof Uint8Array) return join(values)
    return join(
      ...values.map((value) => ({ 1: [value], 2: u16(value), 4: u32(value) })[WIDTHS[type] ?? 1] ?? []),
    )
  }

  function directory({ fields, children = {}, next }: DirectoryShape, at: number): Uint8Array {
    const entries: [tag: number, entry: Uint8Array][] = []
    const behind: Uint8Array[] = []
    const pointers = Object.keys(children).map(Number)
    let end = at + 2 + (fields.length + pointers.length) * 12 + 4
    const put = (part: Uint8Array) => {
      behind.push(join(part, part.length % 2 ? 0 : []))
      end += part.length + (part.length % 2)
    }
    for (const [tag, type, values] of fields) {
      const data = bytes(type, values)
      const count = data.length / (type === 5 || type === 10 ? 8 : (WIDTHS[type] ?? 1))
      const inline: Part = data.length <= 4 ? join(data, new Uint8Array(4 - data.length)) : u32(end)
      entries.push([tag, join(u16(tag), u16(type), u32(count), inline)])
      if (data.length > 4) put(data)
    }
    for (const tag of pointers) {
      entries.push([tag, join(u16(tag), u16(4), u32(1), u32(end))])
      put(directory(children[tag] ?? { fields: [] }, end))
    }
    const following = next ? end : 0
    if (next) put(directory(next, end))
    const ascending = entries.toSorted(([a], [b]) => a - b).map(([, entry]) => entry)
    return join(u16(entries.length), ...ascending, u32(following), ...behind)
  }

  return join(order, u16(42), u32(8), directory(first, 8))
}

/**
 * Reads the bytes in every TIFF field (TIFF 6.0, section 2). A field's key is the tag path that
 * leads to it.
 */
export function readTiff(file: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const little = view.getUint16(0) === 0x4949
  const sizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8]
  const found = new Map<string, Uint8Array>()

  function walk(at: number, path: string): number {
    const count = view.getUint16(at, little)
    let last = -1
    for (let entry = at + 2; entry < at + 2 + count * 12; entry += 12) {
      const tag = view.getUint16(entry, little)
      if (tag <= last) throw new Error('tags do not ascend')
      last = tag
      const length =
        (sizes[view.getUint16(entry + 2, little)] ?? Number.NaN) * view.getUint32(entry + 4, little)
      const start = length <= 4 ? entry + 8 : view.getUint32(entry + 8, little)
      if (start % 2 !== 0 || start + length > file.length) throw new Error('a value at a wrong offset')
      const name = `${path}${tag.toString(16)}`
      if ([0x8769, 0x8825, 0xa005].includes(tag)) walk(view.getUint32(entry + 8, little), `${name}/`)
      else found.set(name, file.subarray(start, start + length))
    }
    return view.getUint32(at + 2 + count * 12, little)
  }

  if (walk(view.getUint32(4, little), '') !== 0) throw new Error('a second picture')
  return found
}

/**
 * Texts in test files that outputs may not contain. Only `place` may occur in an output, if the
 * location is kept.
 */
export const SECRETS = { place: 'place-secret', maker: 'maker-secret', picture: 'picture-secret' } as const

const UNIQUE_COORDINATES = [47, 1, 22, 1, 334_477, 10_007]

/** Metadata as a phone writes them. Some fields are harmless, others are private. */
export const phone: DirectoryShape = {
  fields: [
    [0x00fe, 4, [1]],
    [0x0100, 3, [4032]],
    [0x010e, 2, 'A lake\0'],
    [0x010f, 2, 'Maker\0'],
    [0x0110, 2, 'Model 7\0'],
    [0x0112, 3, [6]],
    [0x011a, 5, [72, 1]],
    [0x0132, 2, '2026:11:25 10:11:12\0'],
    [0x02bc, 1, `<x>${SECRETS.place}</x>`],
    [0x8298, 2, 'A. Photographer\0'],
    [0x83bb, 7, `\x1c\x02\x5a${SECRETS.place}`],
    [0x8649, 7, `8BIM${SECRETS.picture}`],
    [0xc634, 1, SECRETS.maker],
  ],
  children: {
    330: { fields: [[0x0201, 7, SECRETS.picture]] },
    34665: {
      fields: [
        [0x829a, 5, [1, 250]],
        [0x9000, 7, '0232'],
        [0x9003, 2, '2026:11:25 10:11:12\0'],
        [0x9204, 10, [-1, 3]],
        [0x927c, 7, `Maker\0${SECRETS.maker}`],
        [0x9286, 7, `ASCII\0\0\0Latitude 47.3 ${SECRETS.place}`],
        [0xa002, 4, [4032]],
        [0xa003, 4, [3024]],
        [0xa434, 2, 'Lens 24 mm\0'],
      ],
      children: { 40965: { fields: [[1, 2, `${SECRETS.maker}\0`]] } },
    },
    34853: {
      fields: [
        [0x0000, 1, [2, 3, 0, 0]],
        [0x0001, 2, 'N\0'],
        [0x0002, 5, UNIQUE_COORDINATES],
        [0x001b, 7, `ASCII\0\0\0${SECRETS.place}`],
      ],
    },
  },
}

/** Metadata of a phone with a thumbnail. */
export const phoneWithThumbnail = {
  ...phone,
  next: { fields: [[0x0201, 7, SECRETS.picture]] },
} satisfies DirectoryShape

/** Returns the bytes that encode the coordinates in `phone`. */
export const coordinateBytes = (order: ByteOrder) =>
  join(...UNIQUE_COORDINATES.map(order === 'II' ? le32 : be32))

export const has = (file: Uint8Array, part: Part) => Buffer.from(file).includes(join(part))

export const XMP_PADDING = `${' '.repeat(99)}\n`.repeat(20)

/** Returns an XMP packet whose only description has the given attributes and elements. */
export const xmpPacket = (attributes = '', elements = '') =>
  new TextEncoder().encode(
    `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"
 xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" ${attributes}>
<dc:creator><rdf:Seq><rdf:li>A. Photographer</rdf:li></rdf:Seq></dc:creator>${elements}
</rdf:Description></rdf:RDF></x:xmpmeta>${XMP_PADDING}<?xpacket end="w"?>`,
  )

/** Returns an IPTC-IIM dataset. */
export const dataset = (record: number, number: number, text: string) =>
  join(0x1c, record, number, be16(text.length), text)

/** Returns the header of an ICC profile with this color space, followed by arbitrary bytes. */
export function profile(space: 'RGB ' | 'GRAY', length = 400): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from({ length }, (_, at) => (at * 37) & 255)
  bytes.set(be32(length))
  bytes.set(join(space), 16)
  bytes.set(join('acsp'), 36)
  return bytes
}
