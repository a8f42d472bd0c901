import { hasText } from '../../bytes/bytes.ts'
import type { ByteReader } from '../../bytes/reader.ts'
import { Failure } from '../../errors.ts'
import type { Header } from '../../picture/header.ts'
import type { Format } from '../codec.ts'

const EXTENSION = 0x21
const IMAGE = 0x2c
const GRAPHIC_CONTROL = 0xf9
/** Bytes of a graphic control extension's only sub-block. */
const CONTROL = 4
/** Bytes of an image descriptor. */
const DESCRIPTOR = 10

/** A GIF's first image, and what stands before it. */
export interface FirstImage {
  /** Size of the logical screen, at least 1. */
  readonly screen: { readonly width: number; readonly height: number }
  /** Where on the screen the image lies; it may go beyond it. */
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly interlaced: boolean
  /** Index of the colour that stands for transparency. */
  readonly transparent: number | undefined
  /** Where the colours are that the image has, three bytes each, and how many bytes they are: none without a table. */
  readonly table: { readonly at: number; readonly length: number }
  /** Offsets of the image's descriptor, and of the code size (GIF89a, 22), behind which its sub-blocks are. */
  readonly at: number
  readonly dataAt: number
}

/**
 * Reads a GIF up to its first image descriptor; the colours and the data behind it need not be there.
 * @throws Failure corrupt: there is no image
 */
export function readFirstImage(input: ByteReader): FirstImage {
  const screen = { width: input.u16le(6), height: input.u16le(8) }
  if (screen.width === 0 || screen.height === 0) throw new Failure('corrupt', 'GIF: the width or height is 0')
  const global = { at: 13, length: colourTableSize(input.u8(10)) }
  const { at, transparent } = findImage(input, global.at + global.length)
  const descriptor = input.block(at, DESCRIPTOR)
  const packed = descriptor.u8(9)
  const local = { at: at + DESCRIPTOR, length: colourTableSize(packed) }
  return {
    screen,
    left: descriptor.u16le(1),
    top: descriptor.u16le(3),
    width: descriptor.u16le(5),
    height: descriptor.u16le(7),
    interlaced: (packed & 0x40) !== 0,
    transparent,
    table: local.length > 0 ? local : global,
    at,
    dataAt: local.at + local.length,
  }
}

/**
 * The logical screen, and whether the first frame leaves any of it transparent; the frames are counted only
 * when the whole file is there. Each step moves on by a byte or more, so that the walk ends with the bytes.
 */
function read(input: ByteReader): Header {
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

/** The first image descriptor, and the transparent colour that a graphic control extension before it names. */
function findImage(input: ByteReader, from: number): Pick<FirstImage, 'at' | 'transparent'> {
  let transparent: number | undefined
  let at = from
  for (;;) {
    const kind = input.u8(at)
    if (kind === IMAGE) return { at, transparent }
    if (kind !== EXTENSION) throw new Failure('corrupt', 'GIF: there is no image')
    if (input.u8(at + 1) === GRAPHIC_CONTROL && input.u8(at + 2) === CONTROL)
      transparent = (input.u8(at + 3) & 1) === 1 ? input.u8(at + 6) : undefined
    at = skipSubBlocks(input, at + 2)
  }
}

/** Whether an image fills the screen; what it leaves free shows through. */
function coversScreen({ screen, left, top, width, height }: FirstImage): boolean {
  return left === 0 && top === 0 && width >= screen.width && height >= screen.height
}

/** How many images there are from `from` on; a file that is cut or goes wrong has those that began before. */
function countImages(input: ByteReader, from: number): number {
  let count = 0
  let at = from
  while (input.reaches(at + DESCRIPTOR)) {
    const kind = input.u8(at)
    if (kind === IMAGE) {
      count++
      // After the descriptor and its colour table stands one byte, the code size, before the sub-blocks.
      at = skipSubBlocks(input, at + DESCRIPTOR + colourTableSize(input.u8(at + 9)) + 1)
    } else if (kind === EXTENSION) at = skipSubBlocks(input, at + 2)
    else break
  }
  return count
}

/** The offset after a chain of sub-blocks, each its length and as many bytes, ended by a length of 0. */
function skipSubBlocks(input: ByteReader, from: number): number {
  let at = from
  while (input.reaches(at + 1)) {
    const size = input.u8(at)
    at += 1 + size
    if (size === 0) break
  }
  return at
}

/** Bytes of the colour table that a packed field announces, for the screen and for an image alike. */
export const colourTableSize = (packed: number) => (packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0)

export const gif: Format = {
  matches: (bytes) => hasText(bytes, 0, 'GIF87a') || hasText(bytes, 0, 'GIF89a'),
  read,
}
