import { type ByteReader, openReader } from '../bytes/reader.ts'

/** Field in a TIFF directory (TIFF 6.0, section 2). */
export interface Field {
  readonly tag: number
  readonly type: number
  readonly count: number
  /** The bytes that encode the field's values, in the file's byte order. */
  readonly data: Uint8Array
}

export type ByteOrder = 'II' | 'MM'

export const SHORT = 3
const LONG = 4
const IFD = 13

/**
 * Size in bytes of one value for each type (TIFF 6.0, section 2; 13: TIFF technical note 1; 129:
 * Exif 3.0).
 */
const TYPE_BYTES: ReadonlyMap<number, number> = new Map([
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
/** Maximum number of fields that are read from a directory. Cameras write some 60. */
const MAX_FIELDS = 512

/** A TIFF file's header, and functions that read numbers in its byte order. */
export interface TiffHeader {
  readonly order: ByteOrder
  /** The first directory's offset. */
  readonly first: number
  readonly u16: ByteReader['u16le']
  readonly u32: ByteReader['u32le']
}

/**
 * Reads a TIFF file's header.
 * @returns `undefined` if the file is not TIFF
 */
export function readTiffHeader(file: ByteReader): TiffHeader | undefined {
  if (!file.reaches(HEADER)) return undefined
  const magic = file.text(0, 4)
  if (magic === 'II*\0') return { order: 'II', first: file.u32le(4), u16: file.u16le, u32: file.u32le }
  if (magic === 'MM\0*') return { order: 'MM', first: file.u32be(4), u16: file.u16be, u32: file.u32be }
  return undefined
}

/** Directory entry: a field whose values are not yet read. */
export interface Entry extends Pick<Field, 'tag' | 'type' | 'count'> {
  /**
   * Offset of the entry's last four bytes. They contain the values, or the values' offset if the
   * values take more than four bytes.
   */
  readonly at: number
}

/**
 * Yields the entries in the directory at an offset, as far as they lie within the file. Yields none
 * if no directory can begin at the offset.
 */
export function* readEntries(
  file: ByteReader,
  { u16, u32 }: TiffHeader,
  directory: number,
): Generator<Entry, void> {
  if (directory < HEADER || !file.reaches(directory + 2)) return
  const end = directory + 2 + Math.min(u16(directory), MAX_FIELDS) * ENTRY
  for (let at = directory + 2; at < end && file.reaches(at + ENTRY); at += ENTRY)
    yield { tag: u16(at), type: u16(at + 2), count: u32(at + 4), at: at + 8 }
}

/** TIFF file whose directories are read on request. */
export interface Tiff {
  readonly order: ByteOrder
  /** The first directory's offset. */
  readonly first: number
  /**
   * Returns the fields by tag from the directory at an offset. If a tag occurs twice, the first
   * field counts. Without a directory at the offset, the result is empty.
   */
  directory(at: number): ReadonlyMap<number, Field>
  /**
   * Returns the offset that a field stores. If the field stores no offset, returns 0, where no
   * directory can begin.
   */
  pointer(field: Field | undefined): number
}

/**
 * Opens a TIFF file in either byte order. It follows no link by itself. Fields whose values do not
 * lie within the file are left out.
 * @returns `undefined` if the file is not TIFF
 */
export function openTiff(file: Uint8Array): Tiff | undefined {
  const input = openReader(file, true)
  const header = readTiffHeader(input)
  if (!header) return undefined
  const { order, first, u32 } = header

  function readField({ tag, type, count, at }: Entry): Field | undefined {
    const length = count * (TYPE_BYTES.get(type) ?? 0)
    const start = length <= 4 ? at : u32(at)
    if (length === 0 || start + length > file.length) return undefined
    return { tag, type, count, data: file.subarray(start, start + length) }
  }

  function readDirectory(from: TiffHeader, at: number): Map<number, Field> {
    const fields = new Map<number, Field>()
    for (const entry of readEntries(input, from, at)) {
      const field = fields.has(entry.tag) ? undefined : readField(entry)
      if (field) fields.set(field.tag, field)
    }
    return fields
  }

  function pointer(field: Field | undefined): number {
    if (field?.count !== 1 || (field.type !== LONG && field.type !== IFD)) return 0
    return new DataView(field.data.buffer, field.data.byteOffset).getUint32(0, order === 'II')
  }

  return { order, first, directory: (at) => readDirectory(header, at), pointer }
}

/** Directory that the field `tag` in the first directory points at. */
export interface Child {
  readonly tag: number
  readonly fields: readonly Field[]
}

/**
 * Writes a TIFF file with one directory and the directories that it points at. Each is followed by
 * its values.
 * @param fields fields without pointers, in any order
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

const lengthOf = (fields: readonly Field[]) =>
  fields.reduce((length, { data }) => length + ENTRY + lengthOutside(data), 2 + 4)

const lengthOutside = ({ length }: Uint8Array) => (length <= 4 ? 0 : length + (length % 2))

/**
 * Writes a directory at `at`.
 * @param view bytes from `at` on must be 0. The directory's last four bytes then say that no other
 *   follows
 */
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
    if (lengthOutside(data) === 0) file.set(data, entry + 8)
    else {
      view.setUint32(entry + 8, value, little)
      file.set(data, value)
      value += lengthOutside(data)
    }
  }
}
