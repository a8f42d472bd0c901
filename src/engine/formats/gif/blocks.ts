import type { ByteReader } from '../../bytes/reader.ts'

/** The first byte of an extension, and of an image descriptor (GIF89a, 20 and 23 to 26). */
export const EXTENSION = 0x21
export const IMAGE = 0x2c

/** Bytes of an image descriptor. */
export const DESCRIPTOR = 10

export interface Block {
  /** The first byte: `EXTENSION`, `IMAGE`, or what ends the blocks. */
  readonly kind: number
  readonly at: number
}

/** Bytes of the colour table that a packed field announces, of the screen or of an image. */
export const colourTableSize = (packed: number): number => (packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0)

/** The blocks from `from` on, up to the first that is neither an extension nor an image, or where the file is cut. */
export function* blocks(input: ByteReader, from: number): Generator<Block> {
  for (let at = from; input.reaches(at + 1); ) {
    const kind = input.u8(at)
    yield { kind, at }
    if (kind === EXTENSION) at = skipSubBlocks(input, at + 2)
    else if (kind === IMAGE) at = skipSubBlocks(input, imageDataAt(input, at) + 1)
    else return
  }
}

/** The offset of an image's code size, which its sub-blocks follow (GIF89a, 22). */
const imageDataAt = (input: ByteReader, descriptor: number) =>
  descriptor + DESCRIPTOR + colourTableSize(input.u8(descriptor + 9))

/** The offset after a chain of sub-blocks (GIF89a, 15): each a length and as many bytes, up to a length of 0. */
function skipSubBlocks(input: ByteReader, from: number): number {
  let at = from
  while (input.reaches(at + 1)) {
    const size = input.u8(at)
    at += 1 + size
    if (size === 0) break
  }
  return at
}
