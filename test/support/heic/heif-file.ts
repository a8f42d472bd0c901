import { box, ftyp, fullBox, property } from '../avif/writer.ts'
import { be16, be32, join, type Part } from '../bytes/image-writers.ts'

/** Additional properties of an item. `property` returns the required ones. */
export const heifProperty = {
  ...property,
  hvcC: (content: Part) => box('hvcC', content),
  pixi: (depths: readonly number[]) => fullBox('pixi', [depths.length, ...depths]),
  /** Color description by code points, in an `nclx` box (ISO/IEC 14496-12, 12.1.5). */
  colors: (primaries: number, transfer: number, matrix: number, full: boolean) =>
    box('colr', join('nclx', be16(primaries), be16(transfer), be16(matrix), full ? 0x80 : 0)),
  /** Types of references that a reader must support to decode an item. */
  rref: (...types: readonly string[]) => fullBox('rref', join(be32(types.length), ...types)),
  profile: (icc: Uint8Array) => box('colr', join('prof', icc)),
} as const

/** Properties that a reader must support (ISO/IEC 23008-12, 6.5). */
const ESSENTIAL = ['hvcC', 'av1C', 'irot', 'imir', 'clap', 'rref']

export interface HeifItem {
  readonly id: number
  readonly type: string
  readonly data: Uint8Array
  /** Boxes of `ipco`. Equal boxes are written once. */
  readonly properties?: readonly Uint8Array[]
  readonly hidden?: boolean
  /** Content type for an item with type `mime`. */
  readonly contentType?: string
}

export interface HeifReference {
  readonly type: string
  readonly from: number
  readonly to: readonly number[]
}

export interface HeifShape {
  readonly items: readonly HeifItem[]
  readonly references?: readonly HeifReference[]
  /** Primary item's id. Default: the first item's id. */
  readonly primary?: number
  readonly brands?: readonly string[]
  readonly version?: 0 | 1 | 2
  /** `true` if the data is in `idat` (construction method 1), which needs version 1 or 2. */
  readonly inMeta?: boolean
  /** `true` if `mdat` comes before `meta`. */
  readonly dataFirst?: boolean
  /** `true` if the shortest data comes first, so that a grid lies near `meta` in a large file. */
  readonly shortestFirst?: boolean
  /** Number of extents into which each item's data is split. */
  readonly extents?: number
  /** Replaces the location of an extent, for files with false locations. */
  readonly locate?: (extent: HeifExtent) => HeifExtent
  /** Boxes to omit from `meta` (`without`) and to add to it (`extra`). */
  readonly without?: readonly string[]
  readonly extra?: readonly Uint8Array[]
}

export interface HeifExtent {
  readonly item: number
  readonly offset: number
  readonly length: number
}

const typeOf = (bytes: Uint8Array) => String.fromCharCode(...bytes.subarray(4, 8))

function writeProperties(items: readonly HeifItem[], wide: boolean): Uint8Array {
  const written: Uint8Array[] = []
  const indices = new Map<string, number>()
  const indexOf = (bytes: Uint8Array) => {
    const key = Buffer.from(bytes).toString('latin1')
    const known = indices.get(key) ?? written.push(bytes)
    indices.set(key, known)
    return known
  }
  const lists = items
    .filter(({ properties = [] }) => properties.length > 0)
    .map(({ id, properties = [] }) =>
      join(
        wide ? be32(id) : be16(id),
        properties.length,
        ...properties.map((bytes) => be16(indexOf(bytes) | (ESSENTIAL.includes(typeOf(bytes)) ? 0x8000 : 0))),
      ),
    )
  const ipma = fullBox('ipma', join(be32(lists.length), ...lists), wide ? 1 : 0, 1)
  return box('iprp', join(box('ipco', join(...written)), ipma))
}

/**
 * Returns the data for all items, with equal data stored once, and each item's position in the
 * data.
 */
function placeData(items: readonly HeifItem[]) {
  const places = new Map<Uint8Array, number>()
  const pieces: Uint8Array[] = []
  let length = 0
  for (const { data } of items) {
    if (places.has(data)) continue
    places.set(data, length)
    pieces.push(data)
    length += data.length
  }
  return { data: join(...pieces), placeOf: (item: HeifItem) => places.get(item.data) ?? 0 }
}

/** Writes a HEIF file (ISO/IEC 23008-12, based on ISO/IEC 14496-12, 8.11). */
export function heifFile(shape: HeifShape): Uint8Array<ArrayBuffer> {
  const { items, references = [], inMeta = false, dataFirst = false, extents = 1, without = [] } = shape
  const version = shape.version ?? (inMeta ? 1 : 0)
  const wide = version === 2
  const id = wide ? be32 : be16
  const byLength = [...items].sort((one, other) => one.data.length - other.data.length)
  const { data, placeOf } = placeData(shape.shortestFirst ? byLength : items)
  const head = ftyp(shape.brands ?? ['heic', 'mif1', 'heic'])

  function locations(start: number): Uint8Array {
    const entries = items.map((item) => {
      const whole = item.data.length
      const cut = (part: number) => Math.floor((whole * part) / extents)
      const list = Array.from({ length: extents }, (_, part) => {
        const at = start + placeOf(item) + cut(part)
        const true_ = { item: item.id, offset: at, length: cut(part + 1) - cut(part) }
        const { offset, length } = shape.locate?.(true_) ?? true_
        return join(be32(offset), be32(length))
      })
      return join(id(item.id), version > 0 ? be16(Number(inMeta)) : [], be16(0), be16(extents), ...list)
    })
    // Offsets and lengths have four bytes. There are no base offsets and no extent indices.
    return fullBox('iloc', join(0x44, 0x00, id(items.length), ...entries), version)
  }

  function meta(start: number): Uint8Array {
    const infe = items.map(({ id: item, type, hidden, contentType }) =>
      fullBox(
        'infe',
        join(id(item), be16(0), type, 0, contentType ? join(contentType, 0) : []),
        wide ? 3 : 2,
        Number(hidden ?? false),
      ),
    )
    const iref = references.map(({ type, from, to }) =>
      box(type, join(id(from), be16(to.length), ...to.map((item) => id(item)))),
    )
    const boxes: readonly Uint8Array[] = [
      fullBox('hdlr', join(be32(0), 'pict', new Uint8Array(13))),
      fullBox('pitm', id(shape.primary ?? items[0]?.id ?? 1), Number(wide)),
      locations(start),
      fullBox('iinf', join(id(items.length), ...infe), Number(wide)),
      ...(iref.length > 0 ? [fullBox('iref', join(...iref), Number(wide))] : []),
      writeProperties(items, wide),
      ...(inMeta ? [box('idat', data)] : []),
      ...(shape.extra ?? []),
    ]
    return fullBox('meta', join(...boxes.filter((bytes) => !without.includes(typeOf(bytes)))))
  }

  if (inMeta) return join(head, meta(0))
  const mdat = box('mdat', data)
  if (dataFirst) return join(head, mdat, meta(head.length + 8))
  return join(head, meta(head.length + meta(0).length + 8), mdat)
}
