import type { Size } from '../../picture/size.ts'
import { type BitReader, openBits } from './bits.ts'
import { OBU, readObus } from './obu.ts'
import { readSequenceHeader, type SequenceHeader } from './sequence-header.ts'

/** A sequence header, and what the frame header adds. */
export interface Still extends SequenceHeader {
  /** `true` if blocks may be copies of other blocks (allow_intrabc), for which a decoder keeps a record of each. */
  readonly copies: boolean
}

/** Bytes in which the headers lie, but for long metadata before them. */
export const STILL_BYTES = 1024

/**
 * Reads the sequence header of a still image whose first frame is the image: a key frame that is shown, coded in the size of
 * the sequence, neither scaled nor grained.
 * @param data the beginning of the item's data
 * @returns `undefined` where it is anything else
 * @example readStill(file.subarray(at, at + 1024))?.chroma // '4:2:0'
 */
export function readStill(data: Uint8Array): Still | undefined {
  let sequence: SequenceHeader | undefined
  for (const { type, payload } of readObus(data)) {
    if (type === OBU.sequence) sequence ??= readSequenceHeader(openBits(payload))
    if (type !== OBU.frame && type !== OBU.frameHeader) continue
    if (!sequence?.plain || sequence.grain) return undefined
    const frame = readWholeKeyFrame(openBits(payload), sequence)
    return frame && { ...sequence, ...frame }
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
/** Width and height for which a frame is meant to be shown. */
const RENDER_SIZE_BITS = 32

/** The beginning of a frame header (AV1 specification, 5.9.2); `undefined` unless the frame is whole and shown. */
function readWholeKeyFrame(
  input: BitReader,
  { reduced, superres, frame }: SequenceHeader,
): Pick<Still, 'copies'> | undefined {
  if (!reduced) {
    const [existing, type, shown] = [input.flag(), input.bits(2), input.flag()]
    if (existing || type !== KEY_FRAME || !shown) return undefined
  }
  input.skip(CDF_UPDATE_BITS)
  const screenContent = frame.screenContent === 2 ? input.bits(1) : frame.screenContent
  if (screenContent === 1 && frame.integerMotion === 2) input.skip(1)
  input.skip(frame.idBits)
  const resized = !reduced && input.flag()
  input.skip(frame.orderHintBits)
  if (resized || (superres && input.flag())) return undefined
  if (input.flag()) input.skip(RENDER_SIZE_BITS)
  return { copies: screenContent === 1 && input.flag() }
}

/** Whether the decoder of planes takes it: profile 0, 8 bits, 4:2:0, and the size that its item has. */
export function isPlanar(still: Still | undefined, { width, height }: Size): still is Still {
  return (
    still !== undefined &&
    still.profile === 0 &&
    still.depth === 8 &&
    still.chroma === '4:2:0' &&
    still.width === width &&
    still.height === height
  )
}
