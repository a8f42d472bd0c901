import type { ByteReader } from '../../bytes/reader.ts'

/** First byte in an extension, and first byte in an image descriptor (GIF89a, 20 and 23 to 26). */
export const EXTENSION = 0x21
export const IMAGE = 0x2c

/**
 * Graphic control extension: its label, and the length in bytes of its only sub-block (GIF89a, 23).
 * The sub-block begins with a packed field.
 */
export const GRAPHIC_CONTROL = 0xf9
export const CONTROL_BYTES = 4

/** Returns the disposal from a graphic control extension's packed field. */
export const disposalOf = (packed: number): number => (packed >> 2) & 7

/**
 * `true` if a disposal restores what the screen showed before its image. The value is 3, and some
 * writers use 4 for it.
 */
export const isRestoring = (disposal: number): boolean => disposal === 3 || disposal === 4

/** Length in bytes of an image descriptor. */
export const DESCRIPTOR = 10

/** A GIF block (GIF89a, 12): an extension, an image, or the byte that ends the blocks. */
export interface Block {
  /** The block's first byte: `EXTENSION`, `IMAGE`, or a byte that ends the blocks. */
  readonly kind: number
  readonly at: number
}

/**
 * Returns the color table's length in bytes that a packed field announces. The logical screen
 * descriptor and image descriptors have the same field.
 */
export const colorTableBytes = (packed: number): number => (packed & 0x80 ? 6 << (packed & 7) : 0)

/**
 * Yields the blocks from an offset on. It stops after the first block that is neither an extension
 * nor an image, or where the file is cut.
 */
export function* blocks(input: ByteReader, from: number): Generator<Block> {
  for (let at = from; input.reaches(at + 1); ) {
    const kind = input.u8(at)
    yield { kind, at }
    if (kind === EXTENSION) at = skipSubBlocks(input, at + 2)
    else if (kind === IMAGE) at = skipSubBlocks(input, imageDataAt(input, at) + 1)
    else return
  }
}

/**
 * Returns the offset of the byte with an image's LZW code size, which precedes the image's
 * sub-blocks (GIF89a, 22).
 */
const imageDataAt = (input: ByteReader, descriptor: number) =>
  descriptor + DESCRIPTOR + colorTableBytes(input.u8(descriptor + 9))

/**
 * Returns the offset after a chain of sub-blocks (GIF89a, 15). Each sub-block is a length byte and
 * that many bytes. A zero length ends the chain.
 */
function skipSubBlocks(input: ByteReader, from: number): number {
  let at = from
  while (input.reaches(at + 1)) {
    const length = input.u8(at)
    at += 1 + length
    if (length === 0) break
  }
  return at
}
