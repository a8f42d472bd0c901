import { type ByteReader, MAX_PARTS } from '../../bytes/reader.ts'
import { Failure } from '../../errors.ts'

/** A box of the ISO base media file format (ISO/IEC 14496-12, 4.2). */
export interface Box {
  readonly type: string
  /** Offset of the content, after the size and the type. */
  readonly at: number
  /** Bytes of content; infinite for a last box that goes on to the end of a file still arriving. */
  readonly size: number
}

/** The boxes that stand one after the other from `from` to the end; the content of none is read. */
export function* boxes(input: ByteReader, from = 0): Generator<Box> {
  let at = from
  for (let parts = 0; input.reaches(at + 8); parts++) {
    if (parts === MAX_PARTS) throw new Failure('corrupt', 'AVIF: there are too many boxes')
    const box = readBox(input, at)
    yield box
    at = box.at + box.size
  }
}

/** The content of a box, which must be wholly there. */
export const openBox = (input: ByteReader, box: Box): ByteReader => input.block(box.at, box.size)

function readBox(input: ByteReader, at: number): Box {
  const short = input.u32be(at)
  const type = input.text(at + 4, 4)
  // 1: the size follows in 64 bits (rounded beyond 2^53, which is outside anyway); 0: it goes on to the end.
  const content = at + (short === 1 ? 16 : 8)
  const open = input.complete ? input.length : Number.POSITIVE_INFINITY
  const end = short === 0 ? open : at + (short === 1 ? readU64(input, at + 8) : short)
  if (end < content) throw new Failure('corrupt', 'AVIF: a box is shorter than its own header')
  return { type, at: content, size: end - content }
}

const readU64 = (input: ByteReader, at: number) => input.u32be(at) * 2 ** 32 + input.u32be(at + 4)
