import type { Size } from '../../picture/size.ts'
import { type BitReader, openBits } from './bits.ts'
import { OBU, readObus } from './obu.ts'
import { readSequenceHeader, type SequenceHeader } from './sequence-header.ts'

/** Bytes in which the headers lie, but for long metadata before them. */
export const STILL_BYTES = 1024

/**
 * Reads the sequence header of a still image whose first frame is the image: a key frame that is shown, coded in the size of
 * the sequence, neither scaled nor grained.
 * @param data the beginning of the item's data
 * @returns `undefined` where it is anything else
 * @example readStill(file.subarray(at, at + 1024))?.chroma // '4:2:0'
 */
export function readStill(data: Uint8Array): SequenceHeader | undefined {
  let sequence: SequenceHeader | undefined
  for (const { type, payload } of readObus(data)) {
    if (type === OBU.sequence) sequence ??= readSequenceHeader(openBits(payload))
    if (type !== OBU.frame && type !== OBU.frameHeader) continue
    const isStill = sequence?.plain && !sequence.grain && isWholeKeyFrame(openBits(payload), sequence)
    return isStill ? sequence : undefined
  }
  return undefined
}

/** The first sequence header of an item's data, whatever its frames are. */
export function readSequence(data: Uint8Array): SequenceHeader | undefined {
  for (const { type, payload } of readObus(data))
    if (type === OBU.sequence) return readSequenceHeader(openBits(payload))
  return undefined
}

const KEY_FRAME = 0
const CDF_UPDATE_BITS = 1

/** The beginning of a frame header (AV1 specification, 5.9.2), up to the size of the frame. */
function isWholeKeyFrame(input: BitReader, { reduced, superres, frame }: SequenceHeader): boolean {
  if (!reduced) {
    const [existing, type, shown] = [input.flag(), input.bits(2), input.flag()]
    if (existing || type !== KEY_FRAME || !shown) return false
  }
  input.skip(CDF_UPDATE_BITS)
  const screenContent = frame.screenContent === 2 ? input.bits(1) : frame.screenContent
  if (screenContent === 1 && frame.integerMotion === 2) input.skip(1)
  input.skip(frame.idBits)
  const resized = !reduced && input.flag()
  input.skip(frame.orderHintBits)
  return !resized && !(superres && input.flag())
}

/** Whether the decoder of planes takes it: profile 0, 8 bits, 4:2:0, and the size that its item has. */
export function isPlanar(
  still: SequenceHeader | undefined,
  { width, height }: Size,
): still is SequenceHeader {
  return (
    still !== undefined &&
    still.profile === 0 &&
    still.depth === 8 &&
    still.chroma === '4:2:0' &&
    still.width === width &&
    still.height === height
  )
}
