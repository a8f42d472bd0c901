import { JxlError } from './jxl-error.ts'

/** A box of the container (ISO/IEC 18181-2, 4). */
export interface Box {
  readonly type: string
  readonly data: Uint8Array
}

/** First bytes of a file with boxes. */
const SIGNATURE = [0, 0, 0, 12, 0x4a, 0x58, 0x4c, 0x20, 0x0d, 0x0a, 0x87, 0x0a]

const startsWith = (bytes: Uint8Array, start: readonly number[]): boolean =>
  start.every((byte, at) => bytes[at] === byte)

/** Reads the boxes of a file. */
function readBoxes(file: Uint8Array): Box[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const boxes: Box[] = []
  for (let at = 0; at < file.length; ) {
    if (at + 8 > file.length) throw new JxlError('the header of a box ends too early')
    const short = view.getUint32(at)
    const type = String.fromCharCode(...file.subarray(at + 4, at + 8))
    if (short === 1 && at + 16 > file.length) throw new JxlError(`the header of ${type} ends too early`)
    const head = short === 1 ? 16 : 8
    const size = short === 1 ? Number(view.getBigUint64(at + 8)) : short === 0 ? file.length - at : short
    if (size < head || at + size > file.length) throw new JxlError(`box ${type} ends too early`)
    boxes.push({ type, data: file.subarray(at + head, at + size) })
    at += size
  }
  return boxes
}

/** Joins the codestream of its boxes: one `jxlc`, or several `jxlp` with increasing numbers. */
function joinCodestream(boxes: readonly Box[]): Uint8Array {
  const [complete, ...more] = boxes.filter(({ type }) => type === 'jxlc')
  const parts = boxes.filter(({ type }) => type === 'jxlp')
  if (complete) {
    if (more.length > 0 || parts.length > 0) throw new JxlError('there are several codestreams')
    return complete.data
  }
  if (parts.length === 0) throw new JxlError('there is no codestream')
  for (const [at, { data }] of parts.entries()) {
    if (data.length < 4) throw new JxlError('box jxlp ends too early')
    const number = new DataView(data.buffer, data.byteOffset).getUint32(0)
    const expected = at === parts.length - 1 ? at + 0x8000_0000 : at
    if (number !== expected) throw new JxlError(`box jxlp has the number ${number} instead of ${expected}`)
  }
  const bytes = new Uint8Array(parts.reduce((sum, { data }) => sum + data.length - 4, 0))
  let at = 0
  for (const { data } of parts) {
    bytes.set(data.subarray(4), at)
    at += data.length - 4
  }
  return bytes
}

/** Splits a file into its boxes and its codestream. A bare codestream has no boxes. */
export function openFile(file: Uint8Array): { boxes: readonly Box[]; codestream: Uint8Array } {
  if (startsWith(file, [0xff, 0x0a])) return { boxes: [], codestream: file }
  if (!startsWith(file, SIGNATURE)) throw new JxlError('the signature is missing')
  const boxes = readBoxes(file)
  const [, type] = boxes
  if (type?.type !== 'ftyp' || !startsWith(type.data, [0x6a, 0x78, 0x6c, 0x20])) {
    throw new JxlError('the second box is no ftyp with the brand "jxl "')
  }
  return { boxes, codestream: joinCodestream(boxes) }
}
