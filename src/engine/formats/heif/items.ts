import { Failure } from '../../../errors.ts'
import { type ByteReader, MAX_PARTS } from '../../bytes/reader.ts'
import { boxes, type FileBox, FULL_BOX, openBox } from '../boxes.ts'

/** A property that is associated with an item (ISO/IEC 23008-12, 9.3.1). */
export interface Property {
  readonly type: string
  /** `true` if a reader that does not know the property must not show the item. */
  readonly essential: boolean
  readonly box: FileBox
}

/**
 * A reference from an item to others (ISO/IEC 14496-12, 8.11.12), for example from an alpha plane
 * to its picture.
 */
export interface Reference {
  readonly type: string
  readonly from: number
  readonly to: readonly number[]
}

/** A file's items, by their ids. */
export interface Items {
  readonly primary: number
  /** Each item's type, in four characters. */
  readonly types: ReadonlyMap<number, string>
  readonly references: readonly Reference[]
  /**
   * Returns an item's properties, in the order in which the item lists them. Transformations apply
   * in this order.
   */
  properties(item: number): readonly Property[]
  /** Opens a reader for a property's content. */
  open(property: Property): ByteReader
}

/** A HEIF-based format's name in error messages. */
export type HeifName = 'AVIF' | 'HEIC'

/**
 * Reads the item tables in a `meta` box.
 * @param meta the box's content
 * @param name the format's name in messages
 * @throws Failure corrupt: a table is missing, duplicated or cut
 */
export function readItems(meta: ByteReader, name: HeifName): Items {
  const tables = uniqueBoxes(meta, FULL_BOX, ['pitm', 'iinf', 'iref', 'iprp'], name)
  const iprp = required(tables, 'iprp', name)
  const ipco = required(uniqueBoxes(iprp, 0, ['ipco'], name), 'ipco', name)
  const propertyBoxes = [...boxes(ipco)]
  const associations = readAssociations(iprp, name)
  const iref = tables.get('iref')
  return {
    primary: readId(required(tables, 'pitm', name), FULL_BOX, 1).id,
    types: readTypes(required(tables, 'iinf', name), name),
    references: iref ? readReferences(iref, name) : [],
    properties(item) {
      const list: Property[] = []
      for (const { index, essential } of associations.get(item)?.() ?? []) {
        // Property indices count from 1. Index 0 means no property (9.3.1).
        const box = propertyBoxes[index - 1]
        if (box) list.push({ type: box.type, essential, box })
        else if (index !== 0)
          throw new Failure('corrupt', `${name}: an item has a property that does not exist`)
      }
      return list
    },
    open: (property) => openBox(ipco, property.box),
  }
}

/**
 * Returns the boxes in a container that have one of the names. Two boxes with the same name are
 * refused, because a decoder might use the second box.
 */
function uniqueBoxes(
  container: ByteReader,
  from: number,
  names: readonly string[],
  name: HeifName,
): Map<string, ByteReader> {
  const found = new Map<string, ByteReader>()
  for (const box of boxes(container, from)) {
    if (!names.includes(box.type)) continue
    if (found.has(box.type)) throw new Failure('corrupt', `${name}: there are two ${box.type} boxes`)
    found.set(box.type, openBox(container, box))
  }
  return found
}

function required(tables: ReadonlyMap<string, ByteReader>, type: string, name: HeifName): ByteReader {
  const table = tables.get(type)
  if (!table) throw new Failure('corrupt', `${name}: the ${type} box is missing`)
  return table
}

function readId(table: ByteReader, at: number, wideFrom: number): { id: number; end: number } {
  const wide = table.u8(0) >= wideFrom
  return wide ? { id: table.u32be(at), end: at + 4 } : { id: table.u16be(at), end: at + 2 }
}

function readTypes(iinf: ByteReader, name: HeifName): Map<number, string> {
  const types = new Map<number, string>()
  for (const box of boxes(iinf, FULL_BOX + (iinf.u8(0) === 0 ? 2 : 4))) {
    if (box.type !== 'infe') continue
    const infe = openBox(iinf, box)
    // Entries before version 2 describe files instead of typed items, so they are skipped (8.11.6).
    if (infe.u8(0) < 2) continue
    const { id, end } = readId(infe, FULL_BOX, 3)
    if (types.has(id)) throw new Failure('corrupt', `${name}: an item is described twice`)
    types.set(id, infe.text(end + 2, 4))
  }
  return types
}

function readReferences(iref: ByteReader, name: HeifName): Reference[] {
  const wide = iref.u8(0) >= 1
  const references: Reference[] = []
  let total = 0
  for (const box of boxes(iref, FULL_BOX)) {
    const body = openBox(iref, box)
    const width = wide ? 4 : 2
    const id = wide ? body.u32be : body.u16be
    const count = body.u16be(width)
    total += count
    if (total > MAX_PARTS) throw new Failure('corrupt', `${name}: there are too many references`)
    const to: number[] = []
    for (let i = 0; i < count; i++) to.push(id(width + 2 + i * width))
    references.push({ type: box.type, from: id(0), to })
  }
  return references
}

type Associations = () => Generator<{ index: number; essential: boolean }>

/**
 * Reads which properties the `ipma` boxes associate with each item. An item's properties are read
 * only on request, because a hostile file may have millions of associations.
 */
function readAssociations(iprp: ByteReader, name: HeifName): Map<number, Associations> {
  const items = new Map<number, Associations>()
  for (const box of boxes(iprp)) {
    if (box.type !== 'ipma') continue
    const ipma = openBox(iprp, box)
    for (const { id, at, count, wide } of readEntries(ipma)) {
      if (items.has(id) || items.size === MAX_PARTS) {
        throw new Failure(
          'corrupt',
          `${name}: the properties of an item are listed twice, or there are too many lists`,
        )
      }
      items.set(id, () => readList(ipma, at + 1, count, wide))
    }
  }
  return items
}

/**
 * An `ipma` box's entry for one item (9.3.1). The byte at offset `at` is the number of associations
 * with properties that the item has. The associations follow that byte. Each has two bytes if
 * `wide` is `true`, otherwise one.
 */
interface Entry {
  readonly id: number
  readonly at: number
  readonly count: number
  readonly wide: boolean
}

/**
 * Yields the entries in an `ipma` box (ISO/IEC 23008-12, 9.3.1).
 * @param ipma the box's content
 */
export function* readEntries(ipma: ByteReader): Generator<Entry> {
  const wide = (ipma.u8(3) & 1) !== 0
  const entries = ipma.u32be(FULL_BOX)
  let next = FULL_BOX + 4
  for (let entry = 0; entry < entries; entry++) {
    const { id, end: at } = readId(ipma, next, 1)
    const count = ipma.u8(at)
    yield { id, at, count, wide }
    next = at + 1 + count * (wide ? 2 : 1)
  }
}

/**
 * Yields an item's associations. An association's top bit marks it as essential, and the other bits
 * are the property's index (9.3.1).
 */
function* readList(ipma: ByteReader, from: number, count: number, wide: boolean) {
  for (let i = 0; i < count; i++) {
    const value = wide ? ipma.u16be(from + i * 2) : ipma.u8(from + i)
    const top = wide ? 0x8000 : 0x80
    yield { index: value & (top - 1), essential: value >= top }
  }
}
