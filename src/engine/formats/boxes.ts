import { Failure } from '../../errors.ts'
import { type ByteReader, MAX_PARTS } from '../bytes/reader.ts'

/** A box in the ISO base media file format (ISO/IEC 14496-12, 4.2). */
export interface FileBox {
  readonly type: string
  /** The box's own offset. */
  readonly start: number
  /** Offset of the content, after the size and the type. */
  readonly at: number
  /**
   * Content length in bytes; infinite if the box extends to the end of a file that is still
   * arriving.
   */
  readonly length: number
}

/** Bytes for a full box's version and flags (ISO/IEC 14496-12, 4.2). */
export const FULL_BOX = 4

/**
 * Yields the boxes from `from` to the end, without the boxes inside them.
 * @throws Failure corrupt: a box is not valid, or there are too many
 */
export function* boxes(input: ByteReader, from = 0): Generator<FileBox> {
  let at = from
  for (let parts = 0; input.reaches(at + 8); parts++) {
    if (parts === MAX_PARTS) throw new Failure('corrupt', 'the image has too many boxes')
    const box = readBox(input, at)
    yield box
    at = box.at + box.length
  }
}

/** Returns the first box with a type. No box after it is read. */
export function findBox(input: ByteReader, type: string, from = 0): FileBox | undefined {
  for (const box of boxes(input, from)) if (box.type === type) return box
  return undefined
}

/** Opens a reader for a box's content. All content must have arrived. */
export const openBox = (input: ByteReader, box: FileBox): ByteReader => input.block(box.at, box.length)

function readBox(input: ByteReader, at: number): FileBox {
  const short = input.u32be(at)
  const type = input.text(at + 4, 4)
  // A size of 1 means that the size follows in 64 bits. A size of 0 means that the box extends to
  // the file's end (ISO/IEC 14496-12, 4.2).
  const content = at + (short === 1 ? 16 : 8)
  const open = input.complete ? input.length : Number.POSITIVE_INFINITY
  const end = short === 0 ? open : at + (short === 1 ? readU64(input, at + 8) : short)
  if (end < content) throw new Failure('corrupt', 'a box of the image is shorter than its own header')
  return { type, start: at, at: content, length: end - content }
}

/** Reads a 64-bit number, which is rounded beyond 2^53. */
export const readU64 = (input: ByteReader, at: number): number =>
  input.u32be(at) * 0x1_0000_0000 + input.u32be(at + 4)
