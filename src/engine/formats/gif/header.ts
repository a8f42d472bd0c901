import { Failure } from '../../../errors.ts'
import type { ByteReader } from '../../bytes/reader.ts'
import type { CommonHeader } from '../../picture/header.ts'
import type { Box, Size } from '../../picture/size.ts'
import {
  blocks,
  CONTROL_BYTES,
  colorTableBytes,
  DESCRIPTOR,
  EXTENSION,
  GRAPHIC_CONTROL,
  IMAGE,
} from './blocks.ts'

/** A GIF's first image, with the screen and colors that precede it. */
export interface FirstImage {
  /**
   * The screen's width and height, each at least 1: the logical screen, enlarged where this image
   * extends beyond it. Browsers and sharp enlarge it, too.
   */
  readonly screen: Size
  /** Position of the image on the screen. */
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly interlaced: boolean
  /** The transparent color's index. */
  readonly transparent: number | undefined
  /**
   * The color table's offset and length in bytes, three bytes for each color. The length is 0 if
   * there is no table.
   */
  readonly table: { readonly at: number; readonly length: number }
  /**
   * Offset of the image's descriptor, and offset of the byte with the LZW code size before the
   * image's sub-blocks (GIF89a, 22).
   */
  readonly at: number
  readonly dataAt: number
}

/**
 * Reads a GIF up to its first image descriptor. The colors and data after the descriptor may be
 * missing.
 * @throws Failure corrupt: there is no image
 */
export function readFirstImage(input: ByteReader): FirstImage {
  const logical = { width: input.u16le(6), height: input.u16le(8) }
  const global = { at: 13, length: colorTableBytes(input.u8(10)) }
  const { at, transparent } = findImage(input, global.at + global.length)
  const descriptor = input.block(at, DESCRIPTOR)
  const packed = descriptor.u8(9)
  const local = { at: at + DESCRIPTOR, length: colorTableBytes(packed) }
  const [x = 0, y = 0, width = 0, height = 0] = [1, 3, 5, 7].map(descriptor.u16le)
  return {
    screen: screenOf(logical, { x, y, width, height }),
    left: x,
    top: y,
    width,
    height,
    interlaced: (packed & 0x40) !== 0,
    transparent,
    table: local.length > 0 ? local : global,
    at,
    dataAt: local.at + local.length,
  }
}

/**
 * Returns the screen's width and height: the logical screen, enlarged where the first image extends
 * beyond it.
 * @throws Failure corrupt: the width or height is 0
 */
export function screenOf(logical: Size, { x, y, width, height }: Box): Size {
  const screen = { width: Math.max(logical.width, x + width), height: Math.max(logical.height, y + height) }
  if (screen.width === 0 || screen.height === 0) throw new Failure('corrupt', 'GIF: the width or height is 0')
  return screen
}

/**
 * Reads the header from the logical screen and the first image. `alpha` is `true` if the first
 * image may leave part of the screen transparent. The frames are counted only if the whole file is
 * available.
 */
export function readGifHeader(input: ByteReader): CommonHeader<'gif'> {
  const image = readFirstImage(input)
  return {
    format: 'gif',
    ...image.screen,
    orientation: 1,
    alpha: image.transparent !== undefined || !coversScreen(image),
    depth: 8,
    components: 3,
    icc: false,
    frames: input.complete ? countImages(input, image.at) : undefined,
    progressive: image.interlaced,
  }
}

function findImage(input: ByteReader, from: number): Pick<FirstImage, 'at' | 'transparent'> {
  let transparent: number | undefined
  for (const { kind, at } of blocks(input, from)) {
    if (kind === IMAGE) return { at, transparent }
    if (kind !== EXTENSION) throw new Failure('corrupt', 'GIF: there is no image')
    if (input.u8(at + 1) === GRAPHIC_CONTROL && input.u8(at + 2) === CONTROL_BYTES)
      transparent = (input.u8(at + 3) & 1) === 1 ? input.u8(at + 6) : undefined
  }
  throw new Failure('corrupt', 'GIF: the file ends before its first image')
}

function coversScreen({ screen, left, top, width, height }: FirstImage): boolean {
  return left === 0 && top === 0 && width === screen.width && height === screen.height
}

/**
 * Returns the number of images. In a cut or damaged file, an image counts if its descriptor is
 * complete.
 */
function countImages(input: ByteReader, from: number): number {
  let count = 0
  for (const { kind, at } of blocks(input, from)) {
    if (!input.reaches(at + DESCRIPTOR)) break
    if (kind === IMAGE) count++
  }
  return count
}
