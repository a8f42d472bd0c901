import { afterPrefix } from '../bytes/bytes.ts'

/** A field of a TIFF directory (TIFF 6.0, section 2). */
export interface Field {
  readonly tag: number
  readonly type: number
  readonly count: number
  /** Its values in the byte order of the file. */
  readonly data: Uint8Array
}

export interface Tiff {
  readonly order: ByteOrder
  /** Offset of the first directory. */
  readonly first: number
  /** The directory at an offset, by tags: of two fields with one tag the first; none where there is no directory. */
  directory(at: number): ReadonlyMap<number, Field>
  /** The offset that a field holds; 0, where no directory can be, if it holds none. */
  pointer(field: Field | undefined): number
}

export type ByteOrder = 'II' | 'MM'

export const SHORT = 3
export const LONG = 4
const IFD = 13

/** Bytes a value of each type; 13 is that of TIFF technical note 1, 129 the UTF-8 of Exif 3.0. */
const SIZES: ReadonlyMap<number, number> = new Map([
  [1, 1],
  [2, 1],
  [SHORT, 2],
  [LONG, 4],
  [5, 8],
  [6, 1],
  [7, 1],
  [8, 2],
  [9, 4],
  [10, 8],
  [11, 4],
  [12, 8],
  [IFD, 4],
  [129, 1],
])

const HEADER = 8
const ENTRY = 12
/** No more of a directory is read; cameras write some 60. */
const MAX_FIELDS = 512

/**
 * Opens a TIFF file of either byte order. Nothing is followed that is not asked for, and values that do not lie
 * within the file are left out.
 * @returns `undefined` where it is none
 */
export function openTiff(file: Uint8Array): Tiff | undefined {
  const order = afterPrefix(file, 'II*\0') ? 'II' : afterPrefix(file, 'MM\0*') ? 'MM' : undefined
  if (order === undefined || file.length < HEADER) return undefined
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const little = order === 'II'

  function read(at: number): Field | undefined {
    const type = view.getUint16(at + 2, little)
    const count = view.getUint32(at + 4, little)
    const length = count * (SIZES.get(type) ?? 0)
    const start = length <= 4 ? at + 8 : view.getUint32(at + 8, little)
    if (length === 0 || start + length > file.length) return undefined
    return { tag: view.getUint16(at, little), type, count, data: file.subarray(start, start + length) }
  }

  function directory(at: number): Map<number, Field> {
    const fields = new Map<number, Field>()
    if (at < HEADER || at + 2 > file.length) return fields
    const count = Math.min(view.getUint16(at, little), MAX_FIELDS)
    for (let entry = at + 2; entry < at + 2 + count * ENTRY && entry + ENTRY <= file.length; entry += ENTRY) {
      const field = read(entry)
      if (field && !fields.has(field.tag)) fields.set(field.tag, field)
    }
    return fields
  }

  function pointer(field: Field | undefined): number {
    if (field?.count !== 1 || (field.type !== LONG && field.type !== IFD)) return 0
    return new DataView(field.data.buffer, field.data.byteOffset).getUint32(0, little)
  }

  return { order, first: view.getUint32(4, little), directory, pointer }
}

/** A directory that the first one points at by the field `tag`. */
export interface Child {
  readonly tag: number
  readonly fields: readonly Field[]
}

/**
 * Writes a TIFF file of one directory and those that it points at, each with its values behind it.
 * @param fields without pointers; in any order
 */
export function writeTiff(
  order: ByteOrder,
  fields: readonly Field[],
  children: readonly Child[],
): Uint8Array<ArrayBuffer> {
  const little = order === 'II'
  const pointers = children.map(({ tag }) => ({ tag, type: LONG, count: 1, data: new Uint8Array(4) }))
  const first = [...fields, ...pointers]
  let end = HEADER + lengthOf(first)
  for (const [index, child] of children.entries()) {
    const data = pointers[index]?.data
    if (data) new DataView(data.buffer).setUint32(0, end, little)
    end += lengthOf(child.fields)
  }

  const file = new Uint8Array(end)
  const view = new DataView(file.buffer)
  file.set(new TextEncoder().encode(order))
  view.setUint16(2, 42, little)
  view.setUint32(4, HEADER, little)
  let at = HEADER
  for (const directory of [first, ...children.map((child) => child.fields)]) {
    writeDirectory(view, at, directory, little)
    at += lengthOf(directory)
  }
  return file
}

/** Values longer than an offset stand behind the directory, each on an even one. */
const lengthOf = (fields: readonly Field[]) =>
  fields.reduce((length, { data }) => length + ENTRY + outside(data), 2 + 4)

const outside = ({ length }: Uint8Array) => (length <= 4 ? 0 : length + (length % 2))

/** @param view all 0 from `at` on, which says that no directory follows */
function writeDirectory(view: DataView, at: number, fields: readonly Field[], little: boolean): void {
  const file = new Uint8Array(view.buffer)
  let value = at + 2 + fields.length * ENTRY + 4
  view.setUint16(at, fields.length, little)
  const ascending = fields.toSorted((a, b) => a.tag - b.tag)
  for (const [index, { tag, type, count, data }] of ascending.entries()) {
    const entry = at + 2 + index * ENTRY
    view.setUint16(entry, tag, little)
    view.setUint16(entry + 2, type, little)
    view.setUint32(entry + 4, count, little)
    if (outside(data) === 0) file.set(data, entry + 8)
    else {
      view.setUint32(entry + 8, value, little)
      file.set(data, value)
      value += outside(data)
    }
  }
}
