import { type BitReader, openBits } from '../../bytes/bit-reader.ts'
import type { Size } from '../../picture/size.ts'
import { OBU, readObus } from './obu.ts'
import { readSequenceHeader, type SequenceHeader } from './sequence-header.ts'

/** AV1 sequence header fields, with one flag from the first frame's header. */
export interface Still extends SequenceHeader {
  /**
   * `true` if blocks may be copies of other blocks in the frame (allow_intrabc). A decoder then
   * keeps a motion vector for each block, which takes more memory.
   */
  readonly copies: boolean
}

/**
 * Number of bytes that are read at an item's beginning. They contain the sequence header and the
 * frame header, unless long metadata precedes these headers.
 */
export const STILL_BYTES = 1024

/**
 * Reads a still image's sequence header. The first frame must be the image: a key frame that is
 * shown and has the sequence's size, without scaling and film grain.
 * @param data first bytes in the item's data
 * @returns `undefined` for any other data
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

/** Returns the first sequence header in an item's data, for any kind of frames. */
export function readSequence(data: Uint8Array): SequenceHeader | undefined {
  for (const { type, payload } of readObus(data))
    if (type === OBU.sequence) return readSequenceHeader(openBits(payload))
  return undefined
}

const KEY_FRAME = 0
const CDF_UPDATE_BITS = 1
/** Length in bits of the render size, which is a frame's intended display size. */
const RENDER_SIZE_BITS = 32

/**
 * Reads the first fields in a frame header (AV1 specification, 5.9.2). Returns `undefined` unless
 * the frame is a key frame that is shown at full size.
 */
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

/**
 * `true` if an image can be decoded to planes: it has profile 0, 8 bits and 4:2:0, and the width
 * and height that its item declares.
 */
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
