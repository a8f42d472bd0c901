import { Failure } from '../errors.ts'
import { type Format, hasText } from './format.ts'
import type { Header } from './header.ts'
import type { Input } from './input.ts'

const EXTENSION = 0x21
const IMAGE = 0x2c
const GRAPHIC_CONTROL = 0xf9
/** Bytes of a graphic control extension's only sub-block. */
const CONTROL = 4
/** Bytes of an image descriptor. */
const DESCRIPTOR = 10

/**
 * The logical screen, and whether the first frame leaves any of it transparent; the frames are counted only
 * when the whole file is there. Each step moves on by a byte or more, so that the walk ends with the bytes.
 */
function read(input: Input): Header {
  const width = input.u16le(6)
  const height = input.u16le(8)
  if (width === 0 || height === 0) throw new Failure('corrupt', 'GIF: the width or height is 0')
  const { at, transparent } = findImage(input, 13 + colourTableSize(input.u8(10)))
  const covering = covers(input.block(at, DESCRIPTOR), width, height)
  return {
    format: 'gif',
    width,
    height,
    orientation: 1,
    alpha: transparent || !covering,
    depth: 8,
    components: 3,
    icc: false,
    frames: input.complete ? countImages(input, at) : undefined,
    progressive: false,
  }
}

/**
 * The first image descriptor, and whether a graphic control extension before it names a transparent colour.
 */
function findImage(input: Input, from: number): { at: number; transparent: boolean } {
  let transparent = false
  let at = from
  for (;;) {
    const kind = input.u8(at)
    if (kind === IMAGE) return { at, transparent }
    if (kind !== EXTENSION) throw new Failure('corrupt', 'GIF: there is no image')
    if (input.u8(at + 1) === GRAPHIC_CONTROL && input.u8(at + 2) === CONTROL)
      transparent = (input.u8(at + 3) & 1) === 1
    at = skipSubBlocks(input, at + 2)
  }
}

/** Whether an image fills the screen; what it leaves free shows through. */
function covers(descriptor: Input, width: number, height: number): boolean {
  if (descriptor.u16le(1) !== 0 || descriptor.u16le(3) !== 0) return false
  return descriptor.u16le(5) >= width && descriptor.u16le(7) >= height
}

/** How many images there are from `from` on; a file that is cut or goes wrong has those that began before. */
function countImages(input: Input, from: number): number {
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
function skipSubBlocks(input: Input, from: number): number {
  let at = from
  while (input.reaches(at + 1)) {
    const size = input.u8(at)
    at += 1 + size
    if (size === 0) break
  }
  return at
}

/** Bytes of the colour table that a packed field announces, for the screen and for an image alike. */
const colourTableSize = (packed: number) => (packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0)

export const gif: Format = {
  matches: (bytes) => hasText(bytes, 0, 'GIF87a') || hasText(bytes, 0, 'GIF89a'),
  read,
}
